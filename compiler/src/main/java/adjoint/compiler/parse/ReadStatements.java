package adjoint.compiler.parse;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import adjoint.grammar.NnParser.AssignedContext;
import adjoint.grammar.NnParser.BlockContext;
import adjoint.grammar.NnParser.DimContext;
import adjoint.grammar.NnParser.StatementContext;
import adjoint.grammar.NnParser.TypeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** The bodies of the parse tree, and the types in them, as Ast. */
final class ReadStatements {

  private final Problems problems;
  private final RecoverNames salvage;
  private final ReadExpressions expressions;

  ReadStatements(Problems problems, RecoverNames salvage) {
    this.problems = problems;
    this.salvage = salvage;
    this.expressions = new ReadExpressions(problems, this);
  }

  ReadExpressions expressions() {
    return expressions;
  }

  Block block(BlockContext tree) {
    if (tree == null) {
      return new Block(List.of(), new Span(problems.source(), 0, 0));
    }
    var statements = new ArrayList<Statement>();
    for (var line : tree.line()) {
      boolean read = line.exception == null && line.statement() != null;
      statements.add(read ? statement(line.statement()) : salvage.statement(line));
    }
    statements.stream().limit(Math.max(0, statements.size() - 1)).forEach(this::refuseUnused);
    return new Block(List.copyOf(statements), span(tree));
  }

  /** An expression in front of another statement must do something: an `if` may, where its branches end in an update. */
  private void refuseUnused(Statement statement) {
    boolean unused = statement instanceof Statement.Evaluate evaluate && hasValue(evaluate.value());
    if (unused && !problems.anyIn(statement.span())) {
      String advice =
          isEquality(statement) ? "a name is bound with =, not with ==" : "bind it to a name, or leave it out";
      problems.add(CompilerProblem.UNUSED_VALUE, statement.span(), "nobody uses this value: " + advice);
    }
  }

  private static boolean isEquality(Statement statement) {
    return statement instanceof Statement.Evaluate evaluate && evaluate.value() instanceof Expr.Binary binary
        && binary.operator() == Expr.BinaryOperator.EQUAL && binary.left() instanceof Expr.Name;
  }

  private static boolean hasValue(Expr expr) {
    if (expr instanceof Expr.Wrong) {
      return false;
    }
    if (!(expr instanceof Expr.If choice)) {
      return true;
    }
    var last = choice.then().statements().isEmpty()
        ? Optional.<Statement>empty()
        : Optional.of(choice.then().statements().getLast());
    return last.isPresent() && last.get() instanceof Statement.Evaluate evaluate && hasValue(evaluate.value());
  }

  Statement statement(StatementContext tree) {
    Span span = span(tree);
    return switch (tree) {
      case NnParser.DeclareContext declare when declare.name() != null -> declare(declare, span);
      case NnParser.YieldContext yield -> new Statement.Yield(expressions.expressions(yield.expression()), span);
      case NnParser.AssertContext assertion -> new Statement.Assert(expressions.expression(assertion.expression(0)),
          expressions.optional(assertion.expression(1)), span);
      case NnParser.LocalDimContext local when local.dim() != null -> new Statement.LocalDim(dim(local.dim()), span);
      case NnParser.EvaluateContext evaluate when evaluate.assigned() != null ->
        assigned(expressions.expression(evaluate.expression()), evaluate.assigned(), span);
      case NnParser.EvaluateContext evaluate ->
        new Statement.Evaluate(expressions.expression(evaluate.expression()), span);
      default -> new Statement.Evaluate(new Expr.Wrong(span), span);
    };
  }

  private Statement declare(NnParser.DeclareContext tree, Span span) {
    boolean param = tree.storage.getType() == NnLexer.PARAM;
    String name = tree.name().getText();
    if (tree.expression() == null) {
      problems.add(CompilerProblem.MISSING_INITIAL_VALUE, span,
          tree.storage.getText() + " " + name + " has no initial value: "
              + (param ? "= 0, = xavier_uniform(), …" : "= 0, …"));
    }
    if (param && tree.type() == null) {
      problems.add(CompilerProblem.MISSING_PARAMETER_TYPE, span(tree.name()),
          "param " + name + " has no type: param " + name + ": [In -> Out] = …");
    }
    Expr initial = expressions.optional(tree.expression()).orElseGet(() -> new Expr.Wrong(span));
    return new Statement.Declare(param ? Statement.Storage.PARAM : Statement.Storage.STATE, name, span(tree.name()),
        Optional.ofNullable(tree.type()).map(this::type), initial, span);
  }

  /** What stands left of `=` or `<-` decides: a name is bound or updated, a subscripted name is an equation. */
  private Statement assigned(Expr left, AssignedContext tree, Span span) {
    Expr value = expressions.value(tree.entries(), tree.value);
    if (tree.UPDATE() != null) {
      return name(left, "an update's left side is a name")
          .<Statement>map(name -> new Statement.Update(name, value, span)).orElseGet(() -> silent(span));
    }
    if (left instanceof Expr.Bracketed subscripted && subscripted.base() instanceof Expr.Name name
        && tree.type() == null && tree.expression().size() == 1) {
      return new Statement.Equation(name, subscripted.bracket(), value, span);
    }
    var names = new ArrayList<Expr.Name>();
    name(left, "a name stands left of =").ifPresent(names::add);
    for (var other : tree.expression()) {
      if (other != tree.value) {
        name(expressions.expression(other), "names stand left of =").ifPresent(names::add);
      }
    }
    return names.isEmpty()
        ? silent(span)
        : new Statement.Bind(List.copyOf(names), Optional.ofNullable(tree.type()).map(this::type), value, span);
  }

  private Optional<Expr.Name> name(Expr left, String message) {
    if (left instanceof Expr.Name name) {
      return Optional.of(name);
    }
    if (!(left instanceof Expr.Wrong)) {
      problems.add(CompilerProblem.NOT_ASSIGNABLE, left.span(), message + ", not `" + left.span().text() + "`");
    }
    return Optional.empty();
  }

  private static Statement silent(Span span) {
    return new Statement.Evaluate(new Expr.Wrong(span), span);
  }

  Declaration.Dim dim(DimContext tree) {
    Declaration.DimValue value;
    if (tree.members() != null) {
      value = new Declaration.DimValue.Members(tree.members().NAME().stream()
          .map(node -> expressions.name(node.getSymbol())).toList());
    } else if (tree.expression() != null) {
      value = new Declaration.DimValue.Fixed(expressions.expression(tree.expression()));
    } else {
      value = new Declaration.DimValue.Open();
    }
    var name = tree.NAME().getSymbol();
    return new Declaration.Dim(name.getText(), problems.span(name), value, span(tree));
  }

  // Types

  TypeExpr type(TypeContext tree) {
    Span span = span(tree);
    return switch (tree) {
      case NnParser.TensorTypeContext tensor ->
        new TypeExpr.Tensor(expressions.brackets().bracket(tensor.bracket()), span);
      case NnParser.NamedTypeContext named -> new TypeExpr.Of(expressions.name(named.NAME().getSymbol()),
          Optional.ofNullable(named.bracket()).map(expressions.brackets()::bracket), span);
      case NnParser.RecordTypeContext fields -> new TypeExpr.Record(fields.typeField().stream()
          .map(field -> new TypeExpr.Field(field.name().getText(), type(field.type()), span(field))).toList(), span);
      default -> new TypeExpr.Record(List.of(), span);
    };
  }

  private Span span(ParserRuleContext tree) {
    return problems.span(tree);
  }
}
