package adjoint.compiler.parse;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import adjoint.grammar.NnParser.BracketContext;
import adjoint.grammar.NnParser.BracketItemContext;
import adjoint.grammar.NnParser.ExpressionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** The brackets of the parse tree, as Ast: one grammar for all of them. */
final class ReadBrackets {

  private final Problems problems;
  private final ReadExpressions expressions;

  ReadBrackets(Problems problems, ReadExpressions expressions) {
    this.problems = problems;
    this.expressions = expressions;
  }

  Bracket bracket(BracketContext tree) {
    var items = tree.bracketItem().stream().map(this::item).toList();
    var signs = new ArrayList<Token>();
    for (var child : tree.children) {
      if (child instanceof TerminalNode node && isSeparator(node.getSymbol().getType())) {
        signs.add(node.getSymbol());
      }
    }
    var arrows = signs.stream().filter(sign -> sign.getType() == NnLexer.ARROW).toList();
    if (arrows.size() > 1) {
      problems.add(CompilerProblem.MALFORMED_BRACKET_ITEM, problems.span(arrows.get(1)),
          "a bracket has one arrow at most");
    }
    Optional<Integer> arrow = arrows.isEmpty() ? Optional.empty() : Optional.of(signs.indexOf(arrows.getFirst()) + 1);
    return new Bracket(items, arrow, expressions.optional(tree.expression()), span(tree));
  }

  private static boolean isSeparator(int type) {
    return type == NnLexer.COMMA || type == NnLexer.ARROW;
  }

  private Bracket.Item item(BracketItemContext tree) {
    Span span = span(tree);
    if (!(tree instanceof NnParser.OtherItemContext item)) {
      return new Bracket.Item.Row(Optional.empty(), span);
    }
    var role = item.role();
    if (role != null && role.AS() != null) {
      return new Bracket.Item.As(renamed(item.expression()), targets(role.names()), span);
    }
    Expr value = expressions.expression(item.expression());
    if (role == null) {
      return new Bracket.Item.Plain(value, span);
    }
    return role.COLON() != null ? place(value, role, span) : rowOrSetting(value, role, span);
  }

  private Bracket.Item rowOrSetting(Expr value, NnParser.RoleContext role, Span span) {
    if (role.ASSIGN() != null) {
      return expressions
          .named(value, "a setting's or a dim's name stands left of =").<Bracket.Item>map(
              name -> new Bracket.Item.Setting(name, expressions.value(role.entries(), role.expression(0)), span))
          .orElseGet(() -> new Bracket.Item.Plain(new Expr.Wrong(span), span));
    }
    if (value instanceof Expr.Name name) {
      return new Bracket.Item.Row(Optional.of(name.name()), span);
    }
    problems.add(CompilerProblem.MALFORMED_BRACKET_ITEM, span,
        "a stretch of places names its dim: x[T: " + value.span().text() + "..]");
    return new Bracket.Item.Plain(new Expr.Wrong(span), span);
  }

  private Bracket.Item place(Expr dim, NnParser.RoleContext role, Span span) {
    if (!(dim instanceof Expr.Name name)) {
      problems.add(CompilerProblem.MALFORMED_BRACKET_ITEM, dim.span(), dim instanceof Expr.Number
          ? "a place names its dim: x[T: 0], x[T: 0..3]; where a size has no name, declare a dim"
          : "left of : stands the dim of the place");
      return new Bracket.Item.Plain(new Expr.Wrong(span), span);
    }
    if (role.layer() != null) {
      return layer(name, role.layer(), span);
    }
    if (role.ROW() == null) {
      return new Bracket.Item.At(name, expressions.expression(role.from), span);
    }
    return new Bracket.Item.Range(name, expressions.optional(role.from), expressions.optional(role.to), span);
  }

  private Bracket.Item layer(Expr.Name name, NnParser.LayerContext tree, Span span) {
    if (!name.upper()) {
      problems.add(CompilerProblem.MALFORMED_BRACKET_ITEM, name.span(),
          "a layer that is given has an upper-case name: " + name.name().substring(0, 1).toUpperCase(Locale.ROOT)
              + name.name().substring(1) + "; a function is a setting: activation = relu");
    }
    return new Bracket.Item.Layer(name, bracket(tree.takes), bracket(tree.gives),
        expressions.optional(tree.expression()), span);
  }

  /** Left of `as`: a name, a size where the dim has none, or several in parentheses, which the grammar has read as an expression. */
  private List<Expr.Name> renamed(ExpressionContext tree) {
    var group = groupOf(tree);
    var values = group == null
        ? List.of(expressions.expression(tree))
        : group.argument().stream().map(argument -> expressions.argument(argument).value()).toList();
    var names = new ArrayList<Expr.Name>();
    for (Expr value : values) {
      if (value instanceof Expr.Name name) {
        names.add(name);
      } else if (value instanceof Expr.Number size && !size.percent()) {
        names.add(new Expr.Name(size.span().text(), size.span())); // what a dim without a name is called
      } else if (!(value instanceof Expr.Wrong)) {
        problems.add(CompilerProblem.MALFORMED_BRACKET_ITEM, value.span(), "left of `as` stand names of dims");
      }
    }
    return names;
  }

  private static NnParser.GroupContext groupOf(ExpressionContext tree) {
    boolean group = tree.target().isEmpty() && tree.operation() instanceof NnParser.OperandContext operand
        && operand.postfix().suffix().isEmpty() && operand.postfix().primary() instanceof NnParser.GroupContext;
    return group ? (NnParser.GroupContext) ((NnParser.OperandContext) tree.operation()).postfix().primary() : null;
  }

  private List<Bracket.Target> targets(NnParser.NamesContext tree) {
    return tree.sizedName().stream().map(sized -> new Bracket.Target(expressions.name(sized.NAME().getSymbol()),
        expressions.optional(sized.expression()))).toList();
  }

  private Span span(ParserRuleContext tree) {
    return problems.span(tree);
  }
}
