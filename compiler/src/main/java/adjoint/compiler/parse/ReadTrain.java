package adjoint.compiler.parse;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import adjoint.grammar.NnParser.ItemContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** The lines of a train block, as Ast. */
final class ReadTrain {

  private final Problems problems;
  private final ReadStatements statements;
  private final ReadExpressions expressions;

  ReadTrain(Problems problems, ReadStatements statements) {
    this.problems = problems;
    this.statements = statements;
    this.expressions = statements.expressions();
  }

  List<TrainItem> items(NnParser.ItemBlockContext tree) {
    return tree.itemLine().stream().filter(line -> line.exception == null && line.item() != null)
        .map(line -> item(line.item())).toList();
  }

  private TrainItem item(ItemContext tree) {
    Span span = span(tree);
    return switch (tree) {
      case NnParser.DataContext data ->
        new TrainItem.Data(expressions.expression(data.expression()), fields(data), span);
      case NnParser.SplitContext split -> new TrainItem.Split(split.part().stream()
          .map(part -> new TrainItem.Part(part.name().getText(), expressions.expression(part.expression()), span(part)))
          .toList(), span);
      case NnParser.MinimizeContext minimize -> minimize(minimize, span);
      case NnParser.MetricContext metric -> new TrainItem.Metric(metric.name().getText(), span(metric.name()),
          expressions.expression(metric.expression()), span);
      case NnParser.BatchContext batch -> new TrainItem.Batch(new Expr.Name(batch.name().getText(), span(batch.name())),
          expressions.expression(batch.expression()), span);
      case NnParser.CarryContext carry -> new TrainItem.Carry(carry.name().getText(), span(carry.name()),
          expressions.expression(carry.expression()), span);
      case NnParser.WatchContext watch -> new TrainItem.Watch(expressions.expressions(watch.expression()), span);
      case NnParser.DrawnContext drawn -> bind(drawn, span);
      case NnParser.EquationContext equation -> new TrainItem.Equation(
          new Statement.Equation(expressions.name(equation.word().getStart()),
              expressions.brackets().bracket(equation.bracket()), expressions.expression(equation.expression()), span),
          span);
      case NnParser.UpdateContext update -> update(update, span);
      case NnParser.SettingContext setting -> setting(setting, span);
      default -> throw new IllegalStateException("an item of the grammar that is not read: " + tree.getClass());
    };
  }

  private List<TrainItem.DataField> fields(NnParser.DataContext tree) {
    return tree.fieldBlock().fieldLine().stream().filter(line -> line.exception == null && line.field() != null)
        .map(line -> line.field())
        .map(this::field).toList();
  }

  private TrainItem.DataField field(NnParser.FieldContext tree) {
    String name = tree.name().getText();
    if (tree.type() == null) {
      problems.add(CompilerProblem.MISSING_PARAMETER_TYPE, span(tree.name()),
          "field " + name + " has no type: " + name + ": [Pixel] = …, " + name + ": Digit = …");
    }
    TypeExpr type = tree.type() == null ? new TypeExpr.Record(List.of(), span(tree)) : statements.type(tree.type());
    return new TrainItem.DataField(name, span(tree.name()), type, expressions.expression(tree.expression()),
        span(tree));
  }

  private TrainItem minimize(NnParser.MinimizeContext tree, Span span) {
    var rules = new ArrayList<TrainItem.Rule>();
    Optional<Expr> using = Optional.empty();
    var over = new ArrayList<Expr>();
    var except = new ArrayList<Expr>();
    Optional<Expr> every = Optional.empty();
    for (var clause : tree.clause()) {
      switch (clause) {
        case NnParser.UsingContext it -> {
          using.ifPresent(before -> rules.add(rule(before, over, except)));
          using = Optional.of(expressions.expression(it.expression()));
        }
        case NnParser.OverContext it -> over.addAll(expressions.expressions(it.expression()));
        case NnParser.ExceptContext it -> except.addAll(expressions.expressions(it.expression()));
        case NnParser.EveryContext it -> every = once(every, it);
        default -> throw new IllegalStateException("a clause of the grammar that is not read: " + clause.getClass());
      }
    }
    if (using.isEmpty()) {
      problems.add(CompilerProblem.MISSING_OPTIMIZER, span,
          "this `minimize` doesn't say what to use: minimize … using Adam[lr = 1e-3]");
    }
    rules.add(rule(using.orElseGet(() -> new Expr.Wrong(span)), over, except));
    return new TrainItem.Minimize(expressions.expression(tree.expression()), List.copyOf(rules), every, span);
  }

  /** A number that stands once in a line. */
  private Optional<Expr> once(Optional<Expr> before, NnParser.EveryContext tree) {
    if (before.isPresent()) {
      problems.add(CompilerProblem.MALFORMED_TRAIN_LINE, span(tree), "`every` stands twice in this line");
    }
    return Optional.of(expressions.expression(tree.expression()));
  }

  private TrainItem update(NnParser.UpdateContext tree, Span span) {
    Optional<Expr> every = Optional.empty();
    for (var clause : tree.clause()) {
      if (clause instanceof NnParser.EveryContext it) {
        every = once(every, it);
      } else {
        problems.add(CompilerProblem.MALFORMED_TRAIN_LINE, span(clause),
            "a line with `<-` gives weights without a gradient, so it takes `every 100`, but no `"
                + clause.getStart().getText() + "`");
      }
    }
    return new TrainItem.Update(path(tree.path()), expressions.expression(tree.expression()), every, span);
  }

  /** `Net.linear1.weight`. */
  private Expr path(NnParser.PathContext tree) {
    Expr path = expressions.name(tree.word().getStart());
    for (var name : tree.name()) {
      path = new Expr.Member(path, name.getText(), span(name),
          problems.span(tree.word().getStart()).to(span(name)));
    }
    return path;
  }

  /** A rule, whose parameters are taken out of what was read. */
  private static TrainItem.Rule rule(Expr using, List<Expr> over, List<Expr> except) {
    var rule = new TrainItem.Rule(using, List.copyOf(over), List.copyOf(except));
    over.clear();
    except.clear();
    return rule;
  }

  private TrainItem bind(NnParser.DrawnContext tree, Span span) {
    var names = new ArrayList<Expr.Name>();
    names.add(expressions.name(tree.word().getStart()));
    tree.name().forEach(name -> names.add(new Expr.Name(name.getText(), span(name))));
    var type = Optional.ofNullable(tree.type()).map(statements::type);
    return new TrainItem.Bind(
        new Statement.Bind(List.copyOf(names), type, expressions.expression(tree.expression()), span), span);
  }

  private TrainItem setting(NnParser.SettingContext tree, Span span) {
    var arguments = new ArrayList<Expr>();
    tree.settingValue().forEach(value -> {
      arguments.add(expressions.expression(value.expression()));
      value.atom().forEach(atom -> arguments.add(atom(atom)));
    });
    var word = tree.word().getStart();
    if (!tree.settingValue().isEmpty() && tree.settingValue(0).getStart().getStartIndex() == word.getStopIndex() + 1) {
      problems.add(CompilerProblem.MALFORMED_TRAIN_LINE, span,
          "a line of a train block begins with a word of its own: data, split, minimize, "
              + "metric, batch, carry, watch, or a setting such as epochs");
    }
    return new TrainItem.Setting(word.getText(), problems.span(word), List.copyOf(arguments), span);
  }

  private Expr atom(NnParser.AtomContext tree) {
    return switch (tree.getStart().getType()) {
      case NnLexer.NAME, NnLexer.EVERY -> path(tree.path());
      case NnLexer.TEXT -> new Expr.Text(expressions.unquote(tree.TEXT()), span(tree));
      case NnLexer.PERCENTAGE ->
        new Expr.Number(Double.parseDouble(tree.getText().replace("%", "")), true, span(tree));
      default -> new Expr.Number(Double.parseDouble(tree.getText()), false, span(tree));
    };
  }

  private Span span(ParserRuleContext tree) {
    return problems.span(tree);
  }
}
