package adjoint.compiler.plan;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes over what is assigned: directly where the old content isn't needed any more, else by a copy at the end. */
final class Assignments {

  private Assignments() {}

  static List<Step> apply(List<Step> steps, List<Assignment> assignments, GraphBuilder fresh) {
    Set<Value> targets = new HashSet<>();
    assignments.forEach(a -> targets.add(a.target()));
    List<Step> first = new ArrayList<>();
    List<Step> all = new ArrayList<>(steps);
    List<Step> last = new ArrayList<>();
    List<Assignment> fresher = new ArrayList<>();
    for (Assignment assignment : assignments) {
      Value value = assignment.value();
      if (targets.contains(value) && !value.equals(assignment.target())) {
        Value old = fresh.value(value.name() + "_old", value.element(), value.axes());
        first.add(new Step.Copy(value, old, Origin.NONE));
        last.add(new Step.Copy(old, assignment.target(), Origin.NONE));
      } else if (!targets.contains(value)) {
        fresher.add(assignment);
      }
    }
    Map<Value, Value> placed = new HashMap<>();
    for (Assignment assignment : fresher) {
      Value value = assignment.value();
      if (!placed.containsKey(value) && isDirect(all, assignment)) {
        all.replaceAll(s -> Steps.replace(s, value, assignment.target()));
        placed.put(value, assignment.target());
      } else {
        last.add(new Step.Copy(placed.getOrDefault(value, value), assignment.target(), Origin.NONE));
      }
    }
    last.replaceAll(s -> s instanceof Step.Copy c
        ? new Step.Copy(placed.getOrDefault(c.from(), c.from()), c.to(), c.origin()) : s);
    first.addAll(all);
    first.addAll(last);
    return List.copyOf(first);
  }

  /** Whether the value can be computed right over its target. */
  private static boolean isDirect(List<Step> steps, Assignment assignment) {
    Value value = assignment.value();
    Value target = assignment.target();
    List<Step> writers = steps.stream().filter(s -> Steps.written(s).contains(value)).toList();
    if (writers.size() != 1 || writers.getFirst() instanceof Step.Loop) {
      return false;
    }
    int position = steps.indexOf(writers.getFirst());
    boolean before = steps.subList(position + 1, steps.size()).stream()
        .noneMatch(s -> Steps.read(s).contains(target) || Steps.written(s).contains(target));
    Step writer = writers.getFirst();
    return before && (!Steps.read(writer).contains(target) || InPlace.isLegal(writer, value, target));
  }
}
