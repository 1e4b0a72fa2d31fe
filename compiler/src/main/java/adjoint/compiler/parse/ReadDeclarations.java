package adjoint.compiler.parse;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import adjoint.grammar.NnParser.CallableHeaderContext;
import adjoint.grammar.NnParser.DeclarationContext;
import adjoint.grammar.NnParser.DefinitionContext;
import java.util.ArrayDeque;
import adjoint.runtime.data.ArrayFormats;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** The parse tree of a file, as Ast. What the grammar is too lenient to refuse is refused here. */
final class ReadDeclarations {

  private final Source source;
  private final Map<Integer, String> comments;
  private final Problems problems;
  private final RecoverNames salvage;
  private final ReadStatements statements;
  private final ReadExpressions expressions;
  private final ReadTrain train;

  ReadDeclarations(Source source, List<Token> tokens, Map<Integer, String> comments) {
    this.source = source;
    this.comments = comments;
    this.problems = new Problems(source);
    this.salvage = new RecoverNames(problems, tokens);
    this.statements = new ReadStatements(problems, salvage);
    this.expressions = statements.expressions();
    this.train = new ReadTrain(problems, statements);
  }

  List<Diagnostic> problems() {
    return problems.found();
  }

  File file(NnParser.FileContext tree) {
    var declarations = new ArrayList<Declaration>();
    var unread = new HashSet<String>();
    for (var line : tree.declarationLine()) {
      boolean read = line.exception == null && line.declaration() != null;
      var declaration = read ? declaration(line.declaration()) : Optional.<Declaration>empty();
      declaration.ifPresentOrElse(declarations::add, () -> salvage.declared(line).ifPresent(unread::add));
    }
    return new File(source, List.copyOf(declarations), Set.copyOf(unread));
  }

  /** What an entry says, line by line; what could not be read is left out. */
  List<ParsedEntry.Line> entry(NnParser.EntryContext tree) {
    var lines = new ArrayList<ParsedEntry.Line>();
    for (var line : tree.entryLine()) {
      if (line.exception == null && line.definition() != null) {
        definition(line.definition()).map(ParsedEntry.Line.Declared::new).ifPresent(lines::add);
      } else if (line.exception == null && line.statement() != null) {
        lines.add(line(statements.statement(line.statement())));
      }
    }
    return List.copyOf(lines);
  }

  /** A dim is declared for all entries that follow. */
  private static ParsedEntry.Line line(Statement statement) {
    return switch (statement) {
      case Statement.LocalDim dim -> new ParsedEntry.Line.Declared(dim.dim());
      case Statement.Bind bind when isArray(bind) -> new ParsedEntry.Line.Declared(new Declaration.Constant(
          bind.names().getFirst().name(), bind.names().getFirst().span(), bind.type(), bind.value(), bind.span()));
      case Statement.Bind _,Statement.Update _,Statement.Equation _,Statement.Declare _,Statement.Yield _,Statement.Assert _,Statement.Evaluate _ ->
        new ParsedEntry.Line.Stated(statement);
    };
  }

  /** What a file declares so is an array of a file at the prompt, too. */
  private static boolean isArray(Statement.Bind bind) {
    return bind.type().isPresent() && bind.value() instanceof Expr.Apply a && a.callee() instanceof Expr.Name format
        && ArrayFormats.named(format.name()).isPresent();
  }

  private Optional<Declaration> declaration(DeclarationContext tree) {
    return switch (tree) {
      case NnParser.DimensionContext dim -> Optional.of(statements.dim(dim.dim()));
      case NnParser.ConstantContext constant -> Optional.of(constant(constant, span(tree)));
      case NnParser.DefinedContext defined when defined.definition() != null -> definition(defined.definition());
      default -> throw new IllegalStateException("a declaration of the grammar that is not read: " + tree.getClass());
    };
  }

  private Optional<Declaration> definition(DefinitionContext tree) {
    Span span = span(tree);
    return switch (tree) {
      case NnParser.UseFileContext use ->
        Optional.of(new Declaration.Use(expressions.unquote(use.TEXT()), problems.span(use.TEXT().getSymbol()), span));
      case NnParser.CallableDeclarationContext callable -> callable(callable, span);
      case NnParser.TrainDeclarationContext block -> Optional.of(new Declaration.Train(block.NAME().getText(),
          problems.span(block.NAME().getSymbol()), train.items(block.itemBlock()), span));
      case NnParser.GenerateDeclarationContext block -> Optional.of(new Declaration.Generate(block.NAME().getText(),
          problems.span(block.NAME().getSymbol()), train.items(block.itemBlock()), span));
      case NnParser.TestDeclarationContext test ->
        Optional.of(new Declaration.Test(expressions.unquote(test.TEXT()), statements.block(test.block()), span));
      default -> throw new IllegalStateException("a definition of the grammar that is not read: " + tree.getClass());
    };
  }

  private Declaration constant(NnParser.ConstantContext tree, Span span) {
    return new Declaration.Constant(tree.name().getText(), span(tree.name()),
        Optional.ofNullable(tree.type()).map(statements::type),
        expressions.value(tree.entries(), tree.expression()), span);
  }

  private Optional<Declaration> callable(NnParser.CallableDeclarationContext tree, Span span) {
    var header = tree.callableHeader();
    Block body = statements.block(tree.block());
    if (header.exception != null) {
      return Optional.empty();
    }
    var kind = kind(header);
    var name = header.name().getStart();
    if (header.type() == null && kind != Declaration.Kind.OPTIMIZER) {
      Diagnostic untyped = Diagnostic.of(CompilerProblem.MISSING_RESULT_TYPE, problems.span(name),
          kind.keyword() + " " + name.getText() + " doesn't say what it results in");
      problems.add(untyped.withHelp("write the result's type behind an arrow: -> [..]"));
    }
    Optional<TypeExpr> result = Optional.ofNullable(header.type()).map(statements::type);
    Bracket bracket = Optional.ofNullable(header.bracket()).map(expressions.brackets()::bracket)
        .orElseGet(() -> new Bracket(List.of(), Optional.empty(), Optional.empty(), problems.span(name)));
    return Optional.of(new Declaration.Callable(kind, name.getText(), problems.span(name), bracket,
        header.parameter().stream().map(this::parameter).toList(), result, expressions.expressions(header.expression()),
        body, doc(tree.getStart().getLine()), span));
  }

  private static Declaration.Kind kind(CallableHeaderContext tree) {
    return switch (tree.kind.getType()) {
      case NnLexer.FN -> Declaration.Kind.FN;
      case NnLexer.LAYER -> Declaration.Kind.LAYER;
      case NnLexer.MODEL -> Declaration.Kind.MODEL;
      default -> Declaration.Kind.OPTIMIZER;
    };
  }

  private Declaration.Parameter parameter(NnParser.ParameterContext tree) {
    String name = tree.name().getText();
    if (name.equals("self")) {
      problems.add(CompilerProblem.FOREIGN_WORD, span(tree),
          "there is no `self`: a layer's parameters are plain names");
    } else if (tree.type() == null) {
      problems.add(CompilerProblem.MISSING_PARAMETER_TYPE, span(tree),
          "parameter " + name + " has no type: " + name + ": [..], " + name + ": real, …");
    }
    TypeExpr type = tree.type() == null ? new TypeExpr.Record(List.of(), span(tree)) : statements.type(tree.type());
    Optional<Expr> initial = expressions.optional(tree.expression());
    return new Declaration.Parameter(name, span(tree.name()), type, initial, span(tree));
  }

  /** The comment lines directly above a declaration. */
  private String doc(int line) {
    Deque<String> lines = new ArrayDeque<>();
    for (int above = line - 1; comments.containsKey(above); above--) {
      lines.addFirst(comments.get(above));
    }
    return String.join("\n", lines);
  }

  private Span span(ParserRuleContext tree) {
    return problems.span(tree);
  }
}
