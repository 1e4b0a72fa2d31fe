package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.SourceCall;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.runtime.Place;
import adjoint.runtime.data.Format;
import adjoint.runtime.data.Formats;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The `data` and `split` lines of a `train` block, as the runtime's records. */
final class DataReading {

  private static final Map<String, Transform.Function> FUNCTIONS = Map.of("log", Transform.Function.LOG, "log1p",
      Transform.Function.LOG1P, "exp", Transform.Function.EXP, "sqrt", Transform.Function.SQRT, "abs",
      Transform.Function.ABS);

  private static final String FOLDS = "folds";

  private static final Set<String> WORDS = new LinkedHashSet<>(List.of("columns", "column", "standardize", "scale",
      "categories", "window", "after", "log", "log1p", "exp", "sqrt", "abs"));

  private final Evaluator evaluator;
  private final Environment env;
  private final WrittenValues values;

  DataReading(Evaluator evaluator, Environment env) {
    this.evaluator = evaluator;
    this.env = env;
    this.values = new WrittenValues(evaluator, env);
  }

  static Place place(Span span) {
    return SourceCall.place(span);
  }

  // Sources

  Source source(Expr expr) {
    if (!(expr instanceof Expr.Apply a) || !(a.callee() instanceof Expr.Name n)) {
      List<String> examples = Formats.ALL.stream().map(Format::example).toList();
      throw Mistake.of(CompilerProblem.INVALID_DATA_SOURCE, expr.span(), "data come from " + Words.either(examples));
    }
    Format<?> format = Formats.named(n.name())
        .orElseThrow(() -> NameMistakes.unknownWord(CompilerProblem.INVALID_DATA_SOURCE, n.span(),
            "no kind of data is called `" + n.name() + "`", n.name(), Formats.names()));
    return SourceCall.parsed(format.name(), a, values, format.parse());
  }

  double number(Expr expr) {
    return values.number(expr);
  }

  // Fields

  /** What an expression of a field comes to. */
  private record Reading(Selection selection, Field.Series series, List<Transform> transforms, Missing missing) {
    Reading with(Transform transform) {
      List<Transform> all = new ArrayList<>(transforms);
      all.add(transform);
      return new Reading(selection, series, all, missing);
    }

    Reading along(Field.Series other) {
      return new Reading(selection, other, transforms, missing);
    }
  }

  Field field(TrainItem.DataField f, Type.Tensor type, Source source) {
    Reading reading = reading(f.value(), source);
    type.axes().stream().filter(a -> !a.size().isConstant()).findFirst().ifPresent(a -> {
      throw Mistake.of(CompilerProblem.OPEN_DIM_IN_FIELD, f.type().span(),
          "a field describes one example, and " + a + " is open; only the batch's dim may be");
    });
    return new Field(f.name(), type.kind().element(), type.graphAxes(), evaluator.build.program.positionsOf(type),
        reading.selection(), reading.series(),
        reading.transforms(), reading.missing(), place(f.span()));
  }

  private Reading reading(Expr expr, Source source) {
    if (expr instanceof Expr.Binary b) {
      return binary(b, source);
    }
    if (expr instanceof Expr.Unary u && u.operator() == Expr.UnaryOperator.NEGATE) {
      return reading(u.operand(), source).with(new Transform.Apply(Transform.Function.NEGATE));
    }
    if (expr instanceof Expr.Apply a && a.callee() instanceof Expr.Name n) {
      return call(n, a, source);
    }
    if (expr instanceof Expr.Name n) {
      return new Reading(new Selection.Array(array(n, source)), Field.Series.ROW, List.of(), new Missing.Error());
    }
    throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, expr.span(),
        "a field is read from columns(\"…\"), column(\"…\") or a named array");
  }

  private static String array(Expr.Name name, Source source) {
    List<String> arrays = source.arrays();
    if (!arrays.contains(name.name())) {
      throw NameMistakes.unknownWord(CompilerProblem.INVALID_FIELD_READING, name.span(),
          "the data have no array `" + name.name() + "`",
          name.name(), arrays);
    }
    return name.name();
  }

  private Reading binary(Expr.Binary b, Source source) {
    Transform.Operator operator = switch (b.operator()) {
      case ADD -> Transform.Operator.ADD;
      case SUBTRACT -> Transform.Operator.SUBTRACT;
      case MULTIPLY -> Transform.Operator.MULTIPLY;
      case DIVIDE -> Transform.Operator.DIVIDE;
      case POWER -> Transform.Operator.POWER;
      default -> throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, b.operatorSpan(),
          "`" + b.operator().symbol() + "` can't be used on a field; compute it in the train block");
    };
    boolean constantFirst = isConstant(b.left());
    Reading reading = reading(constantFirst ? b.right() : b.left(), source);
    double constant = number(constantFirst ? b.left() : b.right());
    return reading.with(new Transform.Arithmetic(operator, constant, constantFirst));
  }

  private boolean isConstant(Expr expr) {
    return expr instanceof Expr.Number
        || (expr instanceof Expr.Name n && env.find(n.name()).orElse(null) instanceof Known)
        || (expr instanceof Expr.Binary b && isConstant(b.left()) && isConstant(b.right()));
  }

  private Reading call(Expr.Name name, Expr.Apply a, Source source) {
    return switch (name.name()) {
      case "columns", "column" -> columns(name, a);
      case "standardize" -> inner(a, source).with(new Transform.Standardize());
      case "scale" -> inner(a, source).with(new Transform.Scale());
      case "categories" -> inner(a, source).with(new Transform.Categories());
      case "window" -> inner(a, source).along(Field.Series.WINDOW);
      case "after" -> inner(a, source).along(Field.Series.AFTER);
      default -> {
        Transform.Function function = FUNCTIONS.get(name.name());
        if (function == null) {
          throw NameMistakes.unknownWord(CompilerProblem.INVALID_FIELD_READING, name.span(),
              "no way to read a field is called `" + name.name() + "`", name.name(),
              WORDS);
        }
        yield inner(a, source).with(new Transform.Apply(function));
      }
    };
  }

  private Reading inner(Expr.Apply a, Source source) {
    if (a.arguments().size() != 1) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(), "this takes one argument: what is read");
    }
    return reading(a.arguments().getFirst().value(), source);
  }

  private Reading columns(Expr.Name name, Expr.Apply a) {
    List<String> patterns = new ArrayList<>();
    Missing missing = new Missing.Error();
    for (Expr.Argument argument : a.arguments()) {
      if (argument.name().isEmpty()) {
        patterns
            .add(argument.value() instanceof Expr.Number n
                ? Long.toString((long) n.value())
                : values.text(argument.value()));
      } else if (argument.name().get().equals("missing")) {
        missing = missing(argument.value());
      } else {
        throw NameMistakes.unknownWord(CompilerProblem.INVALID_SOURCE_OPTION, argument.span(),
            "`" + name.name() + "` has no option `" + argument.name().get() + "`",
            argument.name().get(), List.of("missing"));
      }
    }
    boolean single = name.name().equals("column");
    if (patterns.isEmpty() || (single && patterns.size() > 1)) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(),
          single ? "`column` takes the name of one column" : "`columns` takes names or patterns: columns(\"p*\")");
    }
    Selection selection = single
        ? new Selection.Column(patterns.getFirst())
        : new Selection.Columns(Collections.unmodifiableList(patterns));
    return new Reading(selection, Field.Series.ROW, List.of(), missing);
  }

  private Missing missing(Expr expr) {
    if (expr instanceof Expr.Name n) {
      return switch (n.name()) {
        case "error" -> new Missing.Error();
        case "drop" -> new Missing.Drop();
        case "mean" -> new Missing.Mean();
        default -> new Missing.Constant(number(expr));
      };
    }
    return new Missing.Constant(number(expr));
  }

  // Split

  Split split(TrainItem.Split s, List<Field> fields) {
    List<Split.Part> parts = new ArrayList<>();
    Optional<Split.Folds> folds = Optional.empty();
    for (TrainItem.Part part : s.parts()) {
      if (part.name().equals(FOLDS)) {
        folds = Optional.of(folds(part));
      } else {
        parts.add(new Split.Part(name(part, parts), amount(part)));
      }
    }
    double shares = parts.stream().mapToDouble(p -> p.amount() instanceof Split.Share share ? share.share() : 0).sum();
    if (shares > 1 + 1e-9) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, s.span(), "the shares add up to more than 100%");
    }
    if (folds.isPresent() && parts.stream().anyMatch(p -> p.name() != Split.Name.TEST)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, s.span(),
          "folds are trained on and validate in turn; beside them stands `test` alone: split folds 5, test 10%");
    }
    boolean series = fields.stream().anyMatch(f -> f.series() != Field.Series.ROW);
    return new Split(series, parts, folds, place(s.span()));
  }

  private static Split.Name name(TrainItem.Part part, List<Split.Part> before) {
    Split.Name name = switch (part.name().toLowerCase(Locale.ROOT)) {
      case "train" -> Split.Name.TRAIN;
      case "validation" -> Split.Name.VALIDATION;
      case "test" -> Split.Name.TEST;
      default -> throw NameMistakes.unknownWord(CompilerProblem.INVALID_SPLIT, part.span(),
          "a part of the data is train, validation or test, not `" + part.name() + "`",
          part.name(), List.of("train", "validation", "test", FOLDS));
    };
    if (before.stream().anyMatch(p -> p.name() == name)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.span(),
          "`" + part.name() + "` stands twice in this split");
    }
    return name;
  }

  /** The first validates, where nobody asks for another. */
  private Split.Folds folds(TrainItem.Part part) {
    double count = number(part.value());
    if (count < 2 || count != Math.rint(count) || count > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.value().span(),
          "a whole number of folds is needed, at least 2: split folds 5");
    }
    return new Split.Folds((int) count, 0);
  }

  private Split.Amount amount(TrainItem.Part part) {
    if (part.value() instanceof Expr.Number n && n.percent()) {
      return new Split.Share(n.value() / 100);
    }
    if (part.value() instanceof Expr.Apply) {
      return new Split.Own(source(part.value()));
    }
    double count = number(part.value());
    if (count < 1 || count != Math.rint(count)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.value().span(),
          "a part is a share (80%), a count of examples, or a source of its own");
    }
    return new Split.Count((long) count);
  }
}
