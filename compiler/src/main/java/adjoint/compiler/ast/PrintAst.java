package adjoint.compiler.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An Ast as text, for `nn dump --ast` and the tests: a line for each declaration and statement, blocks indented, every
 * operation in parentheses, so that what binds to what is seen.
 */
public final class PrintAst {

  private final StringBuilder out = new StringBuilder();
  private int depth;

  private PrintAst() {}

  public static String print(File file) {
    var printer = new PrintAst();
    file.declarations().forEach(printer::declaration);
    return printer.out.toString();
  }

  /** One expression, on one line where it holds no block. */
  public static String print(Expr expr) {
    return new PrintAst().expr(expr);
  }

  public static String print(TypeExpr type) {
    return new PrintAst().type(type);
  }

  // Declarations

  private void declaration(Declaration declaration) {
    switch (declaration) {
      case Declaration.Use it -> line("use " + quote(it.path()));
      case Declaration.Dim it -> line(dim(it));
      case Declaration.Constant it -> line("constant " + it.name()
          + it.type().map(type -> ": " + type(type)).orElse("") + " = " + expr(it.value()));
      case Declaration.Callable it -> callable(it);
      case Declaration.Train it -> {
        line("train " + it.name());
        indented(() -> it.items().forEach(this::item));
      }
      case Declaration.Generate it -> {
        line("generate " + it.name());
        indented(() -> it.items().forEach(this::item));
      }
      case Declaration.Test it -> {
        line("test " + quote(it.name()));
        statements(it.body());
      }
    }
  }

  private String dim(Declaration.Dim dim) {
    return "dim " + dim.name() + switch (dim.value()) {
      case Declaration.DimValue.Open() -> "";
      case Declaration.DimValue.Fixed(Expr size) -> " = " + expr(size);
      case Declaration.DimValue.Members(List<Expr.Name> names) -> " = {" + names(names) + "}";
    };
  }

  private void callable(Declaration.Callable callable) {
    callable.doc().lines().forEach(text -> line("// " + text));
    String header = callable.header().items().isEmpty() ? "" : bracket(callable.header());
    String parameters = callable.parameters().stream().map(this::parameter).collect(Collectors.joining(", ", "(", ")"));
    String result = callable.result().map(type -> " -> " + type(type)).orElse("");
    line(callable.kind().keyword() + " " + callable.name() + header + parameters + result);
    indented(() -> callable.requires().forEach(condition -> line("requires " + expr(condition))));
    statements(callable.body());
  }

  private String parameter(Declaration.Parameter parameter) {
    return parameter.name() + ": " + type(parameter.type())
        + parameter.initial().map(value -> " = " + expr(value)).orElse("");
  }

  // Statements and items

  private void statements(Block block) {
    indented(() -> block.statements().forEach(this::statement));
  }

  private void statement(Statement statement) {
    line(switch (statement) {
      case Statement.Bind it -> bind(it);
      case Statement.Update it -> it.target().name() + " <- " + expr(it.value());
      case Statement.Equation it ->
        "equation " + it.name().name() + bracket(it.subscripts()) + " = " + expr(it.value());
      case Statement.Declare it -> (it.storage() == Statement.Storage.PARAM ? "param " : "state ") + it.name()
          + it.type().map(type -> ": " + type(type)).orElse("") + " = " + expr(it.initial());
      case Statement.Yield it -> "yield " + exprs(it.values());
      case Statement.LocalDim it -> dim(it.dim());
      case Statement.Assert it -> "assert " + expr(it.condition())
          + it.within().map(within -> " within " + expr(within)).orElse("");
      case Statement.Evaluate it -> expr(it.value());
    });
  }

  private String bind(Statement.Bind bind) {
    return names(bind.names()) + bind.type().map(type -> ": " + type(type)).orElse("") + " = " + expr(bind.value());
  }

  private void item(TrainItem item) {
    switch (item) {
      case TrainItem.Data it -> {
        line("data " + expr(it.source()));
        indented(() -> it.fields().forEach(
            field -> line(field.name() + ": " + type(field.type()) + " = " + expr(field.value()))));
      }
      case TrainItem.Split it -> line("split " + it.parts().stream()
          .map(part -> part.name() + " " + expr(part.value())).collect(Collectors.joining(", ")));
      case TrainItem.Minimize it -> line("minimize " + expr(it.loss()) + it.rules().stream()
          .map(rule -> " using " + expr(rule.using())
              + (rule.over().isEmpty() ? "" : " over " + exprs(rule.over()))
              + (rule.except().isEmpty() ? "" : " except " + exprs(rule.except())))
          .collect(Collectors.joining()) + every(it));
      case TrainItem.Update it -> line(expr(it.target()) + " <- " + expr(it.value()) + every(it));
      case TrainItem.Metric it -> line("metric " + it.name() + " = " + expr(it.value()));
      case TrainItem.Batch it -> line("batch " + it.dim().name() + " = " + expr(it.size()));
      case TrainItem.Carry it -> line("carry " + it.name() + " = " + expr(it.initial()));
      case TrainItem.Watch it -> line("watch " + exprs(it.paths()));
      case TrainItem.Bind it -> line(bind(it.bind()));
      case TrainItem.Equation it -> statement(it.equation());
      case TrainItem.Setting it -> line("setting " + it.word()
          + it.arguments().stream().map(argument -> " " + expr(argument)).collect(Collectors.joining()));
    }
  }

  // Expressions

  private String every(TrainItem item) {
    return item.period().map(number -> " every " + expr(number)).orElse("");
  }

  private String expr(Expr expr) {
    return switch (expr) {
      case Expr.Number it -> number(it.value()) + (it.percent() ? "%" : "");
      case Expr.Text it -> quote(it.value());
      case Expr.Name it -> it.name();
      case Expr.Bracketed it -> expr(it.base()) + bracket(it.bracket());
      case Expr.Apply it -> expr(it.callee()) + arguments(it.arguments());
      case Expr.Member it -> expr(it.base()) + "." + it.name();
      case Expr.Unary it -> "(" + it.operator().symbol() + (it.operator() == Expr.UnaryOperator.NOT ? " " : "")
          + expr(it.operand()) + ")";
      case Expr.Binary it -> "(" + expr(it.left()) + " " + it.operator().symbol() + " " + expr(it.right()) + ")";
      case Expr.Pipe it -> "(" + expr(it.value()) + " |> " + expr(it.target()) + ")";
      case Expr.Repeat it -> "repeat " + expr(it.count()) + block(it.body());
      case Expr.RepeatEach it -> "repeat " + it.name() + " in " + expr(it.entries()) + block(it.body());
      case Expr.Entries it -> "{" + exprs(it.values()) + "}";
      case Expr.If it -> "if " + expr(it.condition()) + block(it.then())
          + it.otherwise().map(otherwise -> " else" + block(otherwise)).orElse("");
      case Expr.Scan it -> "scan " + it.step() + " in " + it.reverse().map(this::reverse).orElse("") + expr(it.dim())
          + it.carries().stream().map(carry -> ", " + carry.name() + " = " + expr(carry.initial()))
              .collect(Collectors.joining())
          + block(it.body());
      case Expr.Record it -> arguments(it.fields());
      case Expr.Wrong it -> "<wrong>";
    };
  }

  private String block(Block block) {
    var inner = new PrintAst();
    inner.depth = depth + 1;
    block.statements().forEach(inner::statement);
    return " {\n" + inner.out + "  ".repeat(depth) + "}";
  }

  private String exprs(List<Expr> exprs) {
    return exprs.stream().map(this::expr).collect(Collectors.joining(", "));
  }

  private static String names(List<Expr.Name> names) {
    return names.stream().map(Expr.Name::name).collect(Collectors.joining(", "));
  }

  private String arguments(List<Expr.Argument> arguments) {
    return arguments.stream()
        .map(argument -> argument.name().map(name -> name + " = ").orElse("") + expr(argument.value()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String bracket(Bracket bracket) {
    var items = new ArrayList<String>();
    bracket.items().forEach(item -> items.add(bracketItem(item)));
    int arrow = bracket.arrow().orElse(items.size());
    String left = String.join(", ", items.subList(0, arrow));
    String right = bracket.arrow().isEmpty() ? "" : " -> " + String.join(", ", items.subList(arrow, items.size()));
    return "[" + left + right + bracket.otherwise().map(value -> " else " + expr(value)).orElse("") + "]";
  }

  private String bracketItem(Bracket.Item item) {
    return switch (item) {
      case Bracket.Item.Plain it -> expr(it.value());
      case Bracket.Item.Row it -> it.name().orElse("") + "..";
      case Bracket.Item.Setting it -> it.name() + " = " + expr(it.value());
      case Bracket.Item.As it -> group(it.from()) + " as " + targets(it.to());
      case Bracket.Item.At it -> it.dim().name() + ": " + expr(it.position());
      case Bracket.Item.Range it -> it.dim().name() + ": " + it.from().map(this::expr).orElse("") + ".."
          + it.to().map(this::expr).orElse("");
      case Bracket.Item.Layer it -> it.name().name() + ": " + bracket(it.takes()) + " -> " + bracket(it.gives())
          + it.initial().map(value -> " = " + expr(value)).orElse("");
    };
  }

  private static String group(List<Expr.Name> names) {
    return names.size() == 1 ? names.getFirst().name() : "(" + names(names) + ")";
  }

  private String reverse(Expr when) {
    return when instanceof Expr.Name n && n.name().equals("true") ? "reverse " : "reverse(" + expr(when) + ") ";
  }

  private String targets(List<Bracket.Target> targets) {
    String all = targets.stream().map(t -> t.name().name() + t.size().map(size -> " = " + expr(size)).orElse(""))
        .collect(Collectors.joining(", "));
    return targets.size() == 1 ? all : "(" + all + ")";
  }

  // Types

  private String type(TypeExpr type) {
    return switch (type) {
      case TypeExpr.Tensor it -> bracket(it.axes());
      case TypeExpr.Of it -> it.element().name() + it.axes().map(this::bracket).orElse("");
      case TypeExpr.Record it -> it.fields().stream().map(field -> field.name() + ": " + type(field.type()))
          .collect(Collectors.joining(", ", "(", ")"));
    };
  }

  // Text

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
  }

  private void line(String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  private void indented(Runnable body) {
    depth++;
    body.run();
    depth--;
  }
}
