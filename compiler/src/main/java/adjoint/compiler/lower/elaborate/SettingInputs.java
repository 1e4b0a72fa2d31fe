package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Element;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The inputs of a graph that are numbers of the run's, each following a schedule: a learning rate, the step's number. */
public final class SettingInputs {

  private final GraphBuilder graph;
  private final Map<Schedule, Value> inputs = new LinkedHashMap<>();
  private final Map<Schedule, String> names = new LinkedHashMap<>();

  SettingInputs(GraphBuilder graph) {
    this.graph = graph;
  }

  /** The input that follows a schedule. */
  Value input(Schedule schedule) {
    return inputs.computeIfAbsent(schedule, s -> graph.input(Input.Role.SETTING, names.getOrDefault(s,
        "setting" + inputs.size()), Element.REAL, List.of()));
  }

  /** Calls a number by its name in the text, `lr`, which the run's history shows; the next of that name is `lr2`. */
  void name(Schedule schedule, String name) {
    int number = 1;
    while (names.containsValue(number == 1 ? name : name + number)) {
      number++;
    }
    names.putIfAbsent(schedule, number == 1 ? name : name + number);
  }

  /** The settings in the order of the graph's inputs, with their schedules. */
  public Map<String, Schedule> schedules() {
    Map<String, Schedule> all = new LinkedHashMap<>();
    for (Input input : graph.inputs()) {
      inputs.forEach((schedule, value) -> {
        if (value.equals(input.value())) {
          all.put(input.name(), schedule);
        }
      });
    }
    return all;
  }
}
