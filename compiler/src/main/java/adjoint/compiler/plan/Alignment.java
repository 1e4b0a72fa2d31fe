package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the indices of a definition correspond to those of a group, seen by what it reads of the group's results (or by
 * what both read).
 *
 * @param renaming of the definition's indices to the group's
 * @param outer the group's outer indices that can stay so with the definition in it
 */
record Alignment(Map<Index, Index> renaming, Set<Index> outer) {

  /** A read of the definition beside the group's indices along the same axes. */
  private record Meeting(List<Subscript> at, List<Index> indices) {}

  static Alignment of(Group group, Definition definition) {
    List<Index> out = definition.operation().out();
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
    Set<Index> own = new LinkedHashSet<>(definition.operation().out());
    own.addAll(definition.operation().indices());
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
    List<Scalar.Read> outside = new ArrayList<>();
    definition.operation().scalars().forEach(body -> Steps.eachRead(body, r -> {
      if (group.results().containsKey(r.tensor())) {
        own.add(new Meeting(r.at(), group.results().get(r.tensor())));
      } else {
        outside.add(r);
      }
    }, table -> {}));
    return own.isEmpty() ? sibling(group, outside).stream().toList() : own;
  }

  /** The first thing that both read with all of the group's indices at plain places, if there is one. */
  private static Optional<Meeting> sibling(Group group, List<Scalar.Read> reads) {
    List<Scalar.Read> theirs = new ArrayList<>();
    group.members().forEach(m -> m.definition().operation().scalars()
        .forEach(b -> Steps.eachRead(b, theirs::add, table -> {})));
    for (Scalar.Read read : reads) {
      for (Scalar.Read their : theirs) {
        Optional<Meeting> meeting = their.tensor().equals(read.tensor()) ? meeting(read, their) : Optional.empty();
        if (meeting.isPresent() && meeting.get().indices().containsAll(group.outer())) {
          return meeting;
        }
      }
    }
    return Optional.empty();
  }

  /** The axes along which both stand at a plain index; along the others each may be anywhere. */
  private static Optional<Meeting> meeting(Scalar.Read read, Scalar.Read their) {
    List<Subscript> at = new ArrayList<>();
    List<Index> indices = new ArrayList<>();
    for (int i = 0; i < read.at().size(); i++) {
      Optional<Index> other = their.at().get(i).asIndex();
      if (read.at().get(i).asIndex().isPresent() && other.isPresent()) {
        at.add(read.at().get(i));
        indices.add(other.get());
      }
    }
    return indices.isEmpty() ? Optional.empty() : Optional.of(new Meeting(at, indices));
  }
}
