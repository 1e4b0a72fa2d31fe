package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the indices of a definition correspond to those of a group, seen by what it reads of the group's results (or by what
 * both read).
 *
 * @param renaming of the definition's indices to the group's
 * @param outer the group's outer indices that can stay so with the definition in it
 */
record Alignment(Map<Index, Index> renaming, Set<Index> outer) {

  /** A read of the definition beside the group's indices along the same axes. */
  private record Meeting(List<Subscript> at, List<Index> indices) {}

  static Alignment of(Group group, Definition definition) {
    List<Index> out = Group.out(definition.operation());
    List<Meeting> meetings = meetings(group, definition);
    Map<Index, Index> renaming = renaming(meetings, definition);
    Set<Index> outer = new LinkedHashSet<>();
    for (Index index : group.outer()) {
      boolean everywhere = meetings.stream().allMatch(m -> agrees(m, index, renaming));
      if (everywhere && out.stream().anyMatch(o -> index.equals(renaming.get(o)))) {
        outer.add(index);
      }
    }
    return new Alignment(renaming, outer);
  }

  private static boolean agrees(Meeting meeting, Index index, Map<Index, Index> renaming) {
    int axis = meeting.indices().indexOf(index);
    Optional<Index> own = axis < 0 ? Optional.empty() : meeting.at().get(axis).asIndex();
    return own.isPresent() && index.equals(renaming.get(own.get()));
  }

  private static Map<Index, Index> renaming(List<Meeting> meetings, Definition definition) {
    Map<Index, Index> renaming = new LinkedHashMap<>();
    Set<Index> own = new LinkedHashSet<>(Group.out(definition.operation()));
    Group.body(definition.operation()).ifPresent(b -> own.addAll(b.indices()));
    for (Meeting meeting : meetings) {
      for (int i = 0; i < meeting.at().size(); i++) {
        Index to = meeting.indices().get(i);
        meeting.at().get(i).asIndex().filter(own::contains)
            .filter(from -> from.size().equals(to.size()) && !renaming.containsKey(from) && !renaming.containsValue(to))
            .ifPresent(from -> renaming.put(from, to));
      }
    }
    return renaming;
  }

  private static List<Meeting> meetings(Group group, Definition definition) {
    List<Meeting> own = new ArrayList<>();
    Map<Value, List<Index>> shared = shared(group);
    List<Meeting> siblings = new ArrayList<>();
    Scalar body = Group.body(definition.operation()).orElseThrow();
    Steps.eachRead(body, r -> {
      if (group.results().containsKey(r.tensor())) {
        own.add(new Meeting(r.at(), group.results().get(r.tensor())));
      } else if (shared.containsKey(r.tensor())) {
        siblings.add(new Meeting(r.at(), shared.get(r.tensor())));
      }
    }, table -> { });
    return own.isEmpty() ? siblings : own;
  }

  /** What an elementwise group reads at plain indices, all of its own. */
  private static Map<Value, List<Index>> shared(Group group) {
    Map<Value, List<Index>> shared = new LinkedHashMap<>();
    for (Definition member : group.members()) {
      Group.body(member.operation()).ifPresent(b -> Steps.eachRead(b, r -> {
        List<Index> plain = r.at().stream().flatMap(s -> s.asIndex().stream()).toList();
        if (plain.size() == r.at().size() && plain.size() == group.outer().size()) {
          shared.putIfAbsent(r.tensor(), plain);
        }
      }, table -> { }));
    }
    return shared;
  }
}
