package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order of kernels: after what they read, and where it can be, after all others that read what they write over. */
final class Schedule {

  private final Map<Group, Set<Group>> before = new LinkedHashMap<>();

  private Schedule() {}

  static List<Group> of(List<Group> groups, List<Assignment> assignments) {
    Schedule schedule = new Schedule();
    Map<Value, List<Group>> definers = new HashMap<>();
    groups.forEach(g -> g.defines().forEach(v -> definers.computeIfAbsent(v, x -> new ArrayList<>()).add(g)));
    for (Group group : groups) {
      Set<Group> needed = new LinkedHashSet<>();
      group.reads().stream().flatMap(v -> definers.getOrDefault(v, List.of()).stream()).filter(d -> d != group)
          .forEach(needed::add);
      schedule.before.put(group, needed);
    }
    for (Assignment assignment : assignments) {
      for (Group writer : definers.getOrDefault(assignment.value(), List.of())) {
        schedule.delay(writer, groups.stream().filter(g -> g.reads().contains(assignment.target())).toList());
      }
    }
    return schedule.order();
  }

  /** Puts readers of the old content first, as far as they don't need what the writer makes. */
  private void delay(Group writer, List<Group> readers) {
    for (Group reader : readers) {
      if (reader != writer && !reaches(reader, writer)) {
        before.get(writer).add(reader);
      }
    }
  }

  private boolean reaches(Group later, Group earlier) {
    Set<Group> seen = new LinkedHashSet<>(before.get(later));
    List<Group> open = new ArrayList<>(seen);
    while (!open.isEmpty()) {
      Group group = open.removeLast();
      if (group == earlier) {
        return true;
      }
      before.get(group).stream().filter(seen::add).forEach(open::add);
    }
    return false;
  }

  private List<Group> order() {
    List<Group> order = new ArrayList<>();
    Set<Group> done = new LinkedHashSet<>();
    while (order.size() < before.size()) {
      Group next = before.keySet().stream().filter(g -> !done.contains(g) && done.containsAll(before.get(g)))
          .findFirst().orElseThrow(() -> new IllegalStateException("kernels wait for each other"));
      done.add(next);
      order.add(next);
    }
    return order;
  }
}
