package adjoint.compiler.lower.elaborate;

import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.source.Span;
import adjoint.runtime.recipe.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** `lr = cosine(1e-3, warmup = 100)`: settings that change from step to step. */
final class Schedules {

  private static final Map<String, List<String>> PARAMETERS = Map.of(
      "cosine", List.of("base", "floor", "warmup", "warmup_epochs"),
      "linear", List.of("base", "floor", "warmup", "warmup_epochs"),
      "exponential", List.of("base", "decay", "every", "every_epochs", "warmup", "warmup_epochs"),
      "step", List.of("base", "every", "every_epochs", "factor", "warmup", "warmup_epochs"));

  private Schedules() {}

  static Scheduled schedule(String name, List<Argument> arguments, Span span) {
    Map<String, Double> given = given(name, arguments, span);
    if (!given.containsKey("base")) {
      throw Problem.of("NN0268", span, "`" + name + "` begins from a number: " + name + "(1e-3)");
    }
    double base = given.get("base");
    Schedule schedule = switch (name) {
      case "cosine" -> new Schedule.Cosine(base, given.getOrDefault("floor", 0.0));
      case "linear" -> new Schedule.Linear(base, given.getOrDefault("floor", 0.0));
      case "exponential" -> new Schedule.Exponential(base, given.getOrDefault("decay", 0.95), every(given, 1));
      default -> new Schedule.Step(base, every(given, 10), given.getOrDefault("factor", 0.1));
    };
    return new Scheduled(warmup(given, schedule));
  }

  private static Map<String, Double> given(String name, List<Argument> arguments, Span span) {
    Map<String, Double> given = new LinkedHashMap<>();
    List<String> parameters = PARAMETERS.get(name);
    for (int i = 0; i < arguments.size(); i++) {
      Argument a = arguments.get(i);
      String parameter = a.name().orElse(i < parameters.size() ? parameters.get(i) : "");
      if (!Set.copyOf(parameters).contains(parameter)) {
        throw Problem.of("NN0268", a.span(), "`" + name + "` takes " + String.join(", ", parameters));
      }
      if (!(a.meaning() instanceof Known k) || k.constant().isEmpty()) {
        throw CallMistakes.noSchedule(span, name);
      }
      given.put(parameter, k.constant().get());
    }
    return given;
  }

  private static Schedule.Span every(Map<String, Double> given, double epochs) {
    return given.containsKey("every")
        ? new Schedule.Span(given.get("every"), Schedule.Unit.STEP)
        : new Schedule.Span(given.getOrDefault("every_epochs", epochs), Schedule.Unit.EPOCH);
  }

  private static Schedule warmup(Map<String, Double> given, Schedule then) {
    if (given.containsKey("warmup")) {
      return new Schedule.Warmup(new Schedule.Span(given.get("warmup"), Schedule.Unit.STEP), then);
    }
    return given.containsKey("warmup_epochs")
        ? new Schedule.Warmup(new Schedule.Span(given.get("warmup_epochs"), Schedule.Unit.EPOCH), then)
        : then;
  }
}
