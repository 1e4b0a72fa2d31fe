package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Element;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The inputs of a graph that are numbers of the run's, each following a schedule: a learning rate, the step's number. */
public final class SettingInputs {

  private final GraphBuilder graph;
  private final Map<Schedule, Value> inputs = new LinkedHashMap<>();
  private final Map<Schedule, String> names = new LinkedHashMap<>();
  private final Map<String, Set<Double>> constants = new LinkedHashMap<>();

  SettingInputs(GraphBuilder graph) {
    this.graph = graph;
  }

  /** The input that follows a schedule. */
  public Value input(Schedule schedule) {
    return inputs.computeIfAbsent(schedule, s -> graph.input(Input.Role.SETTING, names.getOrDefault(s,
        Schedule.UNNAMED + inputs.size()), Element.REAL, List.of()));
  }

  /** Calls a number by its name in the text, `lr`, which the run's history shows; the next of that name is `lr2`. */
  public void name(Schedule schedule, String name) {
    names.putIfAbsent(schedule, free(name, names.values()));
  }

  private static String free(String name, Collection<String> taken) {
    int number = 1;
    while (taken.contains(number == 1 ? name : name + number)) {
      number++;
    }
    return number == 1 ? name : name + number;
  }

  /** Keeps a number of an optimizer that doesn't change, so that runs can be told apart by it. */
  public void constant(String name, double value) {
    constants.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value);
  }

  /** The settings in the order of the graph's inputs, with their schedules; then what doesn't change and is no input. */
  public Map<String, Schedule> schedules() {
    Map<String, Schedule> all = new LinkedHashMap<>();
    for (Input input : graph.inputs()) {
      inputs.forEach((schedule, value) -> {
        if (value.equals(input.value())) {
          all.put(input.name(), schedule);
        }
      });
    }
    constants.forEach((name, values) -> values.forEach(value -> all.put(free(name, all.keySet()),
        new Schedule.Constant(value))));
    return all;
  }
}
