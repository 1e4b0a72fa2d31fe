package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The order of kernels: after what they read, and where it can be, after all others that read what they write over. */
final class Schedule {

  private final List<Group> groups;
  private final Precedence precedence = new Precedence();
  private final Map<Value, List<Group>> definers = new HashMap<>();
  private final Map<Value, List<Group>> readers = new HashMap<>();

  private Schedule(List<Group> groups) {
    this.groups = groups;
  }

  static List<Group> of(List<Group> groups, List<Assignment> assignments) {
    Schedule schedule = new Schedule(groups);
    groups.forEach(schedule::index);
    groups.forEach(schedule::needs);
    assignments.forEach(schedule::delay);
    return schedule.order();
  }

  private void index(Group group) {
    group.defines().forEach(v -> definers.computeIfAbsent(v, x -> new ArrayList<>()).add(group));
    group.reads().forEach(v -> readers.computeIfAbsent(v, x -> new ArrayList<>()).add(group));
  }

  private void needs(Group group) {
    group.reads().stream().flatMap(v -> definers.getOrDefault(v, List.of()).stream()).filter(d -> d != group)
        .forEach(d -> precedence.add(d, group));
  }

  /** Puts readers of the old content first, as far as they don't need what the writer makes. */
  private void delay(Assignment assignment) {
    for (Group writer : definers.getOrDefault(assignment.value(), List.of())) {
      readers.getOrDefault(assignment.target(), List.of()).stream()
          .filter(reader -> reader != writer && !precedence.requires(reader, writer))
          .forEach(reader -> precedence.add(reader, writer));
    }
  }

  /** Of those that wait for nothing, always the first. */
  private List<Group> order() {
    Map<Group, Integer> waiting = new HashMap<>();
    Map<Group, Integer> places = new HashMap<>();
    groups.forEach(g -> places.put(g, places.size()));
    PriorityQueue<Group> ready = new PriorityQueue<>(Comparator.comparing(places::get));
    for (Group group : groups) {
      waiting.put(group, precedence.before(group).size());
      if (precedence.before(group).isEmpty()) {
        ready.add(group);
      }
    }
    List<Group> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Group next = ready.poll();
      order.add(next);
      precedence.after(next).stream().filter(g -> waiting.merge(g, -1, Integer::sum) == 0).forEach(ready::add);
    }
    return order;
  }
}
