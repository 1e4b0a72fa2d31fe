package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of the core's functions that aren't scalar functions. A row is how it is written behind its name, what the
 * reference says of value and derivative, and what it makes of a call; names, suggestions, completion and the reference
 * follow. The reference has schedules with the settings that they are for.
 */
public enum CoreFunction {
  SUM("[D](x)", Reduction.SUM, "", ""),
  MEAN("[D](x)", "", "", ReducingFunctions::mean),
  VARIANCE("[D, correction = 0](x)", "Σ(x - mean)²/(n - correction)", "", ReducingFunctions::variance),
  MAX("[D](x)", Reduction.MAX, "NaN wins", Words.EXTREME),
  MIN("[D](x)", Reduction.MIN, "NaN wins", Words.EXTREME),
  ARGMAX("[D](x)", "the first of the largest, an index of D", "", call -> ReducingFunctions.arg(true, call)),
  ARGMIN("[D](x)", "the first of the smallest, an index of D", "", call -> ReducingFunctions.arg(false, call)),
  ANY("[D](c)", Reduction.ANY, "of bools", ""),
  ALL("[D](c)", Reduction.ALL, "of bools", ""),
  DOT("[D](a, b)", "Σ a·b over D", "", ReducingFunctions::dot),
  ARGSORT("[D, descending = false](x)", "the positions in ascending order of x, equal ones in theirs, NaN last", "",
      PositionFunctions::argsort),
  SEGMENT_SUM("[D](x, target)", Words.SEGMENTS, "", PositionFunctions::sum),
  SEGMENT_MEAN("[D](x, target)", Words.SEGMENTS, "", PositionFunctions::mean),
  SEGMENT_MAX("[D](x, target)", Words.EXTREME_SEGMENTS, Words.EXTREMES,
      call -> PositionFunctions.extreme(Reduction.MAX, call)),
  SEGMENT_MIN("[D](x, target)", Words.EXTREME_SEGMENTS, Words.EXTREMES,
      call -> PositionFunctions.extreme(Reduction.MIN, call)),
  CONCAT("[D](a, b, …)", "one behind the other along D, whose sizes add", "", JoiningFunctions::concat),
  STACK("[D](a, b, …)", "one beside the other along a new dim D, which has a place for each", "",
      JoiningFunctions::stack),
  WHERE("(c, a, b)", "a where c, else b", "to the one chosen", CoreFunction::where),
  INDEX("[D]", Words.PLACES, CoreFunction::index),
  SIZE("[D]", Words.PLACES, call -> Known.of(TypedAxis.count(call.layout()))),
  ZEROS("[D]", "", call -> call.tensors().fill(Scalar.ZERO, call.layout(), call.origin())),
  ONES("[D]", "", call -> call.tensors().fill(Scalar.ONE, call.layout(), call.origin())),
  UNIFORM("[D](low, high)", Words.DRAWS, "", RandomNumbers::uniform),
  NORMAL("[D](mean, std)", Words.DRAWS, "", RandomNumbers::normal),
  BERNOULLI("[D](p)", "true with probability p, drawn as above", "", RandomChoices::bernoulli),
  RANDINT("[D](low, high)", "whole numbers from low, without high", "", RandomChoices::randint),
  CATEGORICAL("[D](logits)", "an index of D, by the probabilities softmax[D](logits)", "", RandomChoices::categorical),
  PERMUTATION("[D]", "the positions of D in a random order", RandomChoices::permutation),
  NEAREST("[D](x)", "the position of D nearest to x: the first or last where x is outside", "",
      RandomChoices::nearest),
  ENTRY("(setting, place, count)", "of a setting that is a list of so many, the one at this place; else the setting",
      "",
      ListEntries::of),
  GRAD("(y, x)", "the derivative of Σ y by x, a value or the weights of a model", "", CoreFunction::grad),
  COSINE(ScheduleFunction.COSINE),
  LINEAR(ScheduleFunction.LINEAR),
  EXPONENTIAL(ScheduleFunction.EXPONENTIAL),
  STEP(ScheduleFunction.STEP),
  POLYNOMIAL(ScheduleFunction.POLYNOMIAL),
  COSINE_RESTARTS(ScheduleFunction.COSINE_RESTARTS),
  ONE_CYCLE(ScheduleFunction.ONE_CYCLE),
  CYCLIC(ScheduleFunction.CYCLIC),
  PLATEAU(ScheduleFunction.PLATEAU);

  /** What two rows say. */
  private static final class Words {
    static final String EXTREME = "to the first of the largest";
    static final String EXTREMES = "to all that are as large, in equal parts";
    static final String SEGMENTS =
        "of all of D that have the same target, an index: its dim is in D's place; 0 for none";
    static final String EXTREME_SEGMENTS = "the same of the largest, or smallest";
    static final String PLACES = "positions 0 to size - 1; the size as a number";
    static final String DRAWS = "random draws: anew at each step, the same for the same seed, path and position; "
        + "without dims, of what an initial value or an update rule is for";
  }

  private static final Map<String, CoreFunction> BY_SYMBOL =
      Arrays.stream(values()).collect(Collectors.toMap(CoreFunction::symbol, f -> f));

  private final String symbol = name().toLowerCase(Locale.ROOT);
  private final String form;
  private final String value;
  private final String derivative;
  private final boolean complete;
  private final Optional<Reduction> reduction;
  private final Function<BuiltinCall, Denotation> meaning;

  CoreFunction(String form, String value, String derivative, Function<BuiltinCall, Denotation> meaning) {
    this(form, value, derivative, false, Optional.empty(), meaning);
  }

  /** A value with its bracket alone. */
  CoreFunction(String form, String value, Function<BuiltinCall, Denotation> meaning) {
    this(form, value, "", true, Optional.empty(), meaning);
  }

  CoreFunction(String form, Reduction reduction, String value, String derivative) {
    this(form, value, derivative, false, Optional.of(reduction), call -> ReducingFunctions.reduce(reduction, call));
  }

  CoreFunction(ScheduleFunction schedule) {
    this("", "", "", false, Optional.empty(), schedule::of);
  }

  CoreFunction(String form, String value, String derivative, boolean complete, Optional<Reduction> reduction,
      Function<BuiltinCall, Denotation> meaning) {
    this.form = form;
    this.value = value;
    this.derivative = derivative;
    this.complete = complete;
    this.reduction = reduction;
    this.meaning = meaning;
  }

  /** Its name in `.nn`. */
  public String symbol() {
    return symbol;
  }

  /** How it is written, `sum[D](x)`. */
  public String form() {
    return symbol() + form;
  }

  /** The names of its arguments; none where it takes any number of them. */
  List<String> parameters() {
    int open = form.indexOf('(');
    return open < 0 || form.contains("…")
        ? List.of()
        : List.of(form.substring(open + 1, form.lastIndexOf(')')).split(", "));
  }

  /** What it gives, for readers. */
  public String value() {
    return value;
  }

  /** Its derivative, for readers. */
  public String derivative() {
    return derivative;
  }

  /** Whether it gives a number that changes from step to step. */
  public boolean isSchedule() {
    return form.isEmpty();
  }

  /** The reduction that it is, as an index equation may use it over its indices. */
  Optional<Reduction> reduction() {
    return reduction;
  }

  /** Whether it is a value with its bracket alone. */
  boolean isComplete() {
    return complete;
  }

  /** What it makes of its bracket, and of its arguments where it takes some. */
  Denotation of(BuiltinCall call) {
    call.requireSettings(this::hasSetting);
    return meaning.apply(call);
  }

  public static Optional<CoreFunction> named(String name) {
    return Optional.ofNullable(BY_SYMBOL.get(name));
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(CoreFunction::symbol).toList();
  }

  /** Whether its bracket may have this setting, as in `correction = 0`. */
  private boolean hasSetting(String setting) {
    return form.contains(" " + setting + " = ");
  }

  private static Denotation index(BuiltinCall call) {
    TypedAxis axis = call.dim();
    Tensor positions = call.tensors().map(new Type.Kind.IndexOf(axis.dim(), axis.size()), List.of(axis),
        places -> new Scalar.At(Subscript.of(places.of(axis.dim()))), "index", call.origin());
    return new Tensor(positions.type(), positions.value(), true, call.span());
  }

  private static Denotation where(BuiltinCall call) {
    call.requireCount(3);
    Tensor condition = call.tensor(0);
    if (call.isOfWeights(1) || call.isOfWeights(2)) {
      return call.evaluator().weights.where(condition, call);
    }
    if (!(condition.type().kind() instanceof Type.Kind.Bool)) {
      throw Mistake.of(CompilerProblem.KIND_MISMATCH, call.arguments().getFirst().span(),
          "`where` chooses by a bool, and this is " + condition.type());
    }
    return call.tensors().where(condition, call.whole(1), call.whole(2), call.origin());
  }

  private static Denotation grad(BuiltinCall call) {
    call.requireCount(2);
    Tensor y = call.whole(0);
    if (call.isOfWeights(1)) {
      return call.evaluator().weights.gradient(y, call);
    }
    Tensor x = call.whole(1);
    if (!(x.type().kind() instanceof Type.Kind.Real)) {
      throw Mistake.of(CompilerProblem.DERIVATIVE_BY_NON_REAL, call.arguments().get(1).span(),
          "a derivative is taken by a real, and this is " + x.type());
    }
    List<Value> by = List.of(x.value());
    GraphBuilder graph = call.evaluator().build.graph;
    Value derivative = Gradient.of(graph, StabilizeForms.before(graph, y.value(), by), by).getFirst();
    return new Tensor(x.type(), derivative, false, call.span());
  }
}
