package adjoint.compiler.parse;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Expr.BinaryOperator;
import adjoint.compiler.ast.Expr.UnaryOperator;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import adjoint.grammar.NnParser.ArgumentContext;
import adjoint.grammar.NnParser.ChoiceContext;
import adjoint.grammar.NnParser.ExpressionContext;
import adjoint.grammar.NnParser.OperationContext;
import adjoint.grammar.NnParser.PostfixContext;
import adjoint.grammar.NnParser.PrimaryContext;
import adjoint.grammar.NnParser.SuffixContext;
import adjoint.grammar.NnParser.TargetContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** The expressions and brackets of the parse tree, as Ast. */
final class ReadExpressions {

  private static final Map<Integer, BinaryOperator> BINARY = Map.ofEntries(
      Map.entry(NnLexer.POWER, BinaryOperator.POWER), Map.entry(NnLexer.MATMUL, BinaryOperator.MATMUL),
      Map.entry(NnLexer.TIMES, BinaryOperator.MULTIPLY), Map.entry(NnLexer.DIVIDE, BinaryOperator.DIVIDE),
      Map.entry(NnLexer.FLOOR, BinaryOperator.FLOOR_DIVIDE), Map.entry(NnLexer.MODULO, BinaryOperator.MODULO),
      Map.entry(NnLexer.PLUS, BinaryOperator.ADD), Map.entry(NnLexer.MINUS, BinaryOperator.SUBTRACT),
      Map.entry(NnLexer.EQUAL, BinaryOperator.EQUAL), Map.entry(NnLexer.NOT_EQUAL, BinaryOperator.NOT_EQUAL),
      Map.entry(NnLexer.LESS, BinaryOperator.LESS), Map.entry(NnLexer.LESS_EQUAL, BinaryOperator.LESS_EQUAL),
      Map.entry(NnLexer.GREATER, BinaryOperator.GREATER),
      Map.entry(NnLexer.GREATER_EQUAL, BinaryOperator.GREATER_EQUAL),
      Map.entry(NnLexer.CLOSE, BinaryOperator.CLOSE), Map.entry(NnLexer.AND, BinaryOperator.AND),
      Map.entry(NnLexer.OR, BinaryOperator.OR));

  private final Problems problems;
  private final ReadStatements statements;
  private final ReadBrackets brackets;

  ReadExpressions(Problems problems, ReadStatements statements) {
    this.problems = problems;
    this.statements = statements;
    this.brackets = new ReadBrackets(problems, this);
  }

  ReadBrackets brackets() {
    return brackets;
  }

  Expr expression(ExpressionContext tree) {
    if (tree == null || tree.exception != null || tree.operation() == null) {
      return wrong(tree);
    }
    Expr value = operation(tree.operation());
    for (TargetContext target : tree.target()) {
      Expr to = target(target);
      value = new Expr.Pipe(value, to, value.span().to(to.span()));
    }
    return value;
  }

  List<Expr> expressions(List<ExpressionContext> trees) {
    return trees.stream().map(this::expression).toList();
  }

  Optional<Expr> optional(ExpressionContext tree) {
    return Optional.ofNullable(tree).map(this::expression);
  }

  private Expr wrong(ParserRuleContext tree) {
    return new Expr.Wrong(tree == null || tree.getStart() == null ? new Span(problems.source(), 0, 0) : span(tree));
  }

  private Expr target(TargetContext tree) {
    return switch (tree) {
      case NnParser.RepeatContext repeat when repeat.block() != null -> repeat(repeat);
      case NnParser.PipeTargetContext target -> callable(postfix(target.postfix()));
      default -> wrong(tree);
    };
  }

  private Expr repeat(NnParser.RepeatContext tree) {
    Block body = statements.block(tree.block());
    return switch (tree.copies()) {
      case NnParser.CountContext count -> new Expr.Repeat(operation(count.operation()), body, span(tree));
      case NnParser.EachEntryContext each -> new Expr.RepeatEach(each.name().getText(), span(each.name()),
          each.entries() == null ? operation(each.operation()) : entries(each.entries()), body, span(tree));
      default -> wrong(tree);
    };
  }

  Expr entries(NnParser.EntriesContext tree) {
    return new Expr.Entries(expressions(tree.expression()), span(tree));
  }

  /** Where a list may stand in place of an expression. */
  Expr value(NnParser.EntriesContext list, ExpressionContext otherwise) {
    return list == null ? expression(otherwise) : entries(list);
  }

  /** What can stand right of a pipe: not a number, a text or a computed value. */
  private Expr callable(Expr target) {
    boolean takesValue = target instanceof Expr.Name || target instanceof Expr.Bracketed || target instanceof Expr.Apply
        || target instanceof Expr.Member || target instanceof Expr.Wrong;
    if (!takesValue) {
      problems.add(CompilerProblem.NOT_A_PIPE_TARGET, target.span(),
          "behind |> stands what takes the value: a function, a layer or `repeat`");
    }
    return target;
  }

  Expr operation(OperationContext tree) {
    return switch (tree) {
      case null -> wrong(null);
      case NnParser.OperandContext operand -> postfix(operand.postfix());
      case NnParser.UnaryContext unary when unary.operation() != null -> new Expr.Unary(
          unary.op.getType() == NnLexer.MINUS ? UnaryOperator.NEGATE : UnaryOperator.NOT, operation(unary.operation()),
          span(tree));
      case NnParser.BinaryContext binary when binary.operation().size() == 2 ->
        binary(binary.operation(0), binary.op, binary.operation(1), span(tree));
      case NnParser.ComparisonContext comparison when comparison.operation().size() == 2 -> {
        refuseChain(comparison);
        yield binary(comparison.operation(0), comparison.op, comparison.operation(1), span(tree));
      }
      default -> wrong(tree);
    };
  }

  private Expr binary(OperationContext left, Token sign, OperationContext right, Span span) {
    return new Expr.Binary(BINARY.get(sign.getType()), operation(left), operation(right), problems.span(sign), span);
  }

  private void refuseChain(NnParser.ComparisonContext tree) {
    if (tree.operation(0) instanceof NnParser.ComparisonContext first && first.operation().size() == 2) {
      String middle = span(first.operation(1)).text();
      problems.add(CompilerProblem.CHAINED_COMPARISON, span(tree),
          "comparisons don't chain: write " + span(first).text() + " and " + middle + " "
              + tree.op.getText() + " " + span(tree.operation(1)).text());
    }
  }

  // Postfix

  private Expr postfix(PostfixContext tree) {
    if (tree == null || tree.primary() == null) {
      return wrong(tree);
    }
    Expr value = primary(tree.primary());
    for (SuffixContext suffix : tree.suffix()) {
      value = suffix(value, suffix);
    }
    return value;
  }

  private Expr suffix(Expr base, SuffixContext tree) {
    Span span = base.span().to(span(tree));
    return switch (tree) {
      case NnParser.MemberContext member when member.name() != null ->
        new Expr.Member(base, member.name().getText(), span(member.name()), span);
      case NnParser.SubscriptContext subscript when subscript.bracket() != null ->
        new Expr.Bracketed(base, brackets.bracket(subscript.bracket()), span);
      case NnParser.CallContext call -> new Expr.Apply(base, arguments(call.argument()), span);
      default -> new Expr.Wrong(span);
    };
  }

  private Expr primary(PrimaryContext tree) {
    return switch (tree) {
      case NnParser.NamedContext named when named.name() != null -> new Expr.Name(named.getText(), span(tree));
      case NnParser.NumberContext number -> number(number.getText(), false, span(tree));
      case NnParser.PercentageContext percentage ->
        number(percentage.getText().substring(0, percentage.getText().length() - 1), true, span(tree));
      case NnParser.TextContext text -> new Expr.Text(unquote(text.TEXT()), span(tree));
      case NnParser.GroupContext group -> group(group);
      case NnParser.ConditionalContext conditional when conditional.choice() != null -> choice(conditional.choice());
      case NnParser.ScanContext scan when scan.block() != null -> scan(scan);
      default -> wrong(tree);
    };
  }

  private Expr number(String text, boolean percent, Span span) {
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      problems.add(CompilerProblem.MALFORMED_NUMBER, span, "this number is too large to be held");
    }
    return new Expr.Number(value, percent, span);
  }

  /** `(e)` is e; `(a = …, b = …)` is a record; anything else needs names. */
  private Expr group(NnParser.GroupContext tree) {
    var fields = arguments(tree.argument());
    if (fields.size() == 1 && fields.getFirst().name().isEmpty()) {
      return fields.getFirst().value();
    }
    if (fields.isEmpty()) {
      problems.add(CompilerProblem.MISSING_EXPRESSION, span(tree), "there is nothing between these parentheses");
      return new Expr.Wrong(span(tree));
    }
    var nameless = fields.stream().filter(field -> field.name().isEmpty()).findFirst();
    nameless.ifPresent(field -> problems.add(CompilerProblem.UNNAMED_FIELD, field.span(),
        "several values in parentheses are a record, whose fields have names: (mu = …, log_var = …)"));
    return nameless.isPresent() ? new Expr.Wrong(span(tree)) : new Expr.Record(fields, span(tree));
  }

  private Expr choice(ChoiceContext tree) {
    if (tree.block().isEmpty()) {
      return wrong(tree);
    }
    Optional<Block> otherwise = tree.block().size() > 1
        ? Optional.of(statements.block(tree.block(1)))
        : Optional.ofNullable(tree.choice()).map(this::choice).map(ReadExpressions::blockOf);
    return new Expr.If(operation(tree.operation()), statements.block(tree.block(0)), otherwise, span(tree));
  }

  private static Block blockOf(Expr value) {
    return new Block(List.of(new Statement.Evaluate(value, value.span())), value.span());
  }

  private Expr scan(NnParser.ScanContext tree) {
    var carries = tree.binding().stream()
        .map(it -> new Expr.Carry(it.name().getText(), expression(it.expression()), span(it))).toList();
    Expr dim = new Expr.Name(tree.over.getText(), problems.span(tree.over));
    return new Expr.Scan(tree.name().getText(), reverse(tree.direction()), dim, carries, statements.block(tree.block()),
        span(tree));
  }

  /** When a scan goes backwards: always, where the word stands alone. */
  private Optional<Expr> reverse(NnParser.DirectionContext tree) {
    return Optional.ofNullable(tree).map(direction -> direction.expression() == null
        ? new Expr.Name("true", span(direction))
        : expression(direction.expression()));
  }

  private List<Expr.Argument> arguments(List<ArgumentContext> trees) {
    return trees.stream().map(this::argument).toList();
  }

  Expr.Argument argument(ArgumentContext tree) {
    Expr value = expression(tree.expression(0));
    if (tree.ASSIGN() == null) {
      return new Expr.Argument(Optional.empty(), value, span(tree));
    }
    Optional<String> name = named(value, "an argument's name stands left of = (== compares)");
    return new Expr.Argument(name, expression(tree.expression(1)), span(tree));
  }

  Optional<String> named(Expr left, String message) {
    if (left instanceof Expr.Name name) {
      return Optional.of(name.name());
    }
    if (!(left instanceof Expr.Wrong)) {
      problems.add(CompilerProblem.NOT_ASSIGNABLE, left.span(), message + ", not " + left.span().text());
    }
    return Optional.empty();
  }

  Expr.Name name(Token token) {
    return new Expr.Name(token.getText(), problems.span(token));
  }

  // Texts

  String unquote(TerminalNode node) {
    String quoted = node.getText();
    var text = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      text.append(c == '\\' && i + 2 < quoted.length() ? escape(quoted.charAt(++i)) : c);
    }
    return text.toString();
  }

  private static char escape(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      default -> c;
    };
  }

  private Span span(ParserRuleContext tree) {
    return problems.span(tree);
  }
}
