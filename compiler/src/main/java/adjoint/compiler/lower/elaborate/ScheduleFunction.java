package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.runtime.recipe.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The table of schedules, `lr = cosine(1e-3, warmup = 100)`: settings that change from step to step. A row is its own
 * parameters, in their order, and the schedule that they describe; all take `warmup` and `warmup_epochs` besides.
 */
enum ScheduleFunction {
  COSINE(List.of("base", "floor"), of -> new Schedule.Cosine(of.base(), of.number("floor", 0))),
  LINEAR(List.of("base", "floor"), of -> new Schedule.Linear(of.base(), of.number("floor", 0))),
  EXPONENTIAL(List.of("base", "decay", "every", "every_epochs"),
      of -> new Schedule.Exponential(of.base(), of.number("decay", 0.95), of.every(1))),
  STEP(List.of("base", "every", "every_epochs", "factor"),
      of -> new Schedule.Step(of.base(), of.every(10), of.number("factor", 0.1))),
  POLYNOMIAL(List.of("base", "power", "floor"),
      of -> new Schedule.Polynomial(of.base(), of.number("power", 1), of.number("floor", 0))),
  COSINE_RESTARTS(List.of("base", "every", "every_epochs", "growth", "floor"),
      of -> new Schedule.CosineRestarts(of.base(), of.every(10), of.number("growth", 1), of.number("floor", 0))),
  ONE_CYCLE(List.of("base", "start", "floor", "rise"),
      of -> new Schedule.OneCycle(of.base(), of.number("start", of.base() / 25),
          of.number("floor", of.number("start", of.base() / 25) / 1e4), of.number("rise", 0.3))),
  CYCLIC(List.of("base", "peak", "every", "every_epochs", "decay"),
      of -> new Schedule.Cyclic(of.base(), of.number("peak", 10 * of.base()), of.every(5), of.number("decay", 1))),
  PLATEAU(List.of("base", "factor", "patience", "least", "floor"),
      of -> new Schedule.Plateau(of.base(), of.number("factor", 0.1), (int) of.number("patience", 10),
          of.number("least", 0), of.number("floor", 0)));

  /** What a parameter may be, wherever it stands. */
  private record Range(String words, DoublePredicate holds) {}

  private static final Map<String, Range> RANGES = Map.ofEntries(
      Map.entry("base", new Range("a number", Double::isFinite)),
      Map.entry("floor", new Range("a number", Double::isFinite)),
      Map.entry("decay", new Range("above 0", x -> x > 0 && x <= Double.MAX_VALUE)),
      Map.entry("factor", new Range("above 0", x -> x > 0 && x <= Double.MAX_VALUE)),
      Map.entry("every", new Range("a whole number of steps, at least 1", x -> isWhole(x, 1))),
      Map.entry("every_epochs", new Range("above 0", x -> x > 0 && x <= Integer.MAX_VALUE)),
      Map.entry("power", new Range("above 0", x -> x > 0 && x <= Double.MAX_VALUE)),
      Map.entry("growth", new Range("at least 1", x -> x >= 1 && x <= Double.MAX_VALUE)),
      Map.entry("start", new Range("a number", Double::isFinite)),
      Map.entry("peak", new Range("a number", Double::isFinite)),
      Map.entry("rise", new Range("between 0 and 1", x -> x >= 0 && x <= 1)),
      Map.entry("patience", new Range("a whole number of epochs, at least 0", x -> isWhole(x, 0))),
      Map.entry("least", new Range("at least 0", x -> x >= 0 && x <= Double.MAX_VALUE)),
      Map.entry("warmup", new Range("a whole number of steps, at least 0", x -> isWhole(x, 0))),
      Map.entry("warmup_epochs", new Range("at least 0", x -> x >= 0 && x <= Integer.MAX_VALUE)));

  private static boolean isWhole(double x, int least) {
    return x >= least && x <= Integer.MAX_VALUE && x == Math.rint(x);
  }

  private final List<String> parameters;
  private final Function<Given, Schedule> schedule;

  ScheduleFunction(List<String> own, Function<Given, Schedule> schedule) {
    this.parameters = Stream.concat(own.stream(), Stream.of("warmup", "warmup_epochs")).toList();
    this.schedule = schedule;
  }

  Scheduled of(BuiltinCall call) {
    Given given = new Given(call, numbers(call));
    return new Scheduled(given.warmup(schedule.apply(given)));
  }

  private Map<String, Double> numbers(BuiltinCall call) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      Argument a = call.arguments().get(i);
      String parameter = a.name().orElse(i < parameters.size() ? parameters.get(i) : "");
      if (!parameters.contains(parameter)) {
        throw Mistake.of(CompilerProblem.INVALID_SCHEDULE, a.span(),
            "`" + call.name() + "` takes " + String.join(", ", parameters));
      }
      if (!(a.meaning() instanceof Known k) || k.constant().isEmpty()) {
        throw CallMistakes.noSchedule(call.span(), call.name());
      }
      Range range = RANGES.get(parameter);
      if (!range.holds().test(k.constant().get())) {
        throw Mistake.of(CompilerProblem.INVALID_SCHEDULE, a.span(),
            "`" + parameter + "` of `" + call.name() + "` is " + range.words());
      }
      if (numbers.put(parameter, k.constant().get()) != null) {
        throw Mistake.of(CompilerProblem.INVALID_SCHEDULE, a.span(), "`" + parameter + "` stands twice");
      }
    }
    for (String span : List.of("every", "warmup")) {
      if (numbers.containsKey(span) && numbers.containsKey(span + "_epochs")) {
        throw Mistake.of(CompilerProblem.INVALID_SCHEDULE, call.span(),
            "`" + span + "` counts steps and `" + span + "_epochs` epochs: one of them is enough");
      }
    }
    return numbers;
  }

  /** What a call says of a schedule. */
  private record Given(BuiltinCall call, Map<String, Double> numbers) {

    double base() {
      return Optional.ofNullable(numbers.get("base"))
          .orElseThrow(() -> Mistake.of(CompilerProblem.INVALID_SCHEDULE, call.span(),
              "`" + call.name() + "` begins from a number: " + call.name() + "(1e-3)"));
    }

    double number(String name, double otherwise) {
      return numbers.getOrDefault(name, otherwise);
    }

    Schedule.Span every(double epochs) {
      return span("every").orElse(new Schedule.Span(epochs, Schedule.Unit.EPOCH));
    }

    Schedule warmup(Schedule then) {
      return span("warmup").<Schedule>map(span -> new Schedule.Warmup(span, then)).orElse(then);
    }

    /** So many steps, or so many epochs. */
    private Optional<Schedule.Span> span(String name) {
      Optional<Double> steps = Optional.ofNullable(numbers.get(name));
      return steps.map(count -> new Schedule.Span(count, Schedule.Unit.STEP))
          .or(() -> Optional.ofNullable(numbers.get(name + "_epochs"))
              .map(count -> new Schedule.Span(count, Schedule.Unit.EPOCH)));
    }
  }
}
