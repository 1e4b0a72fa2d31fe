package adjoint.compiler.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which kernels must run before which. Each has a rank above those of all that come before it, so that most questions for a
 * way between two kernels are answered without a walk through the program.
 */
final class Precedence {

  private final Map<Group, Set<Group>> before = new HashMap<>();
  private final Map<Group, Set<Group>> after = new HashMap<>();
  private final Map<Group, Integer> ranks = new HashMap<>();

  /** Lets one kernel come before another. */
  void add(Group earlier, Group later) {
    if (before.computeIfAbsent(later, g -> new LinkedHashSet<>()).add(earlier)) {
      after.computeIfAbsent(earlier, g -> new LinkedHashSet<>()).add(later);
      raise(later, rank(earlier) + 1);
    }
  }

  /** What must have run right before a kernel. */
  Set<Group> before(Group later) {
    return before.getOrDefault(later, Set.of());
  }

  /** What waits for a kernel. */
  Set<Group> after(Group earlier) {
    return after.getOrDefault(earlier, Set.of());
  }

  private int rank(Group group) {
    return ranks.getOrDefault(group, 0);
  }

  private void raise(Group group, int atLeast) {
    Deque<Group> raised = new ArrayDeque<>();
    raise(group, atLeast, raised);
    while (!raised.isEmpty()) {
      Group next = raised.poll();
      after(next).forEach(g -> raise(g, rank(next) + 1, raised));
    }
  }

  private void raise(Group group, int atLeast, Deque<Group> raised) {
    if (rank(group) < atLeast) {
      if (atLeast > before.size()) {
        throw new IllegalStateException("kernels wait for each other");
      }
      ranks.put(group, atLeast);
      raised.add(group);
    }
  }

  /** Whether one kernel must run before another, perhaps with others in between: the nearest are asked first. */
  boolean requires(Group later, Group earlier) {
    Set<Group> seen = new HashSet<>();
    Deque<Group> open = new ArrayDeque<>(rank(later) > rank(earlier) ? Set.of(later) : Set.of());
    while (!open.isEmpty()) {
      for (Group needed : before(open.poll())) {
        if (needed == earlier) {
          return true;
        }
        if (rank(needed) > rank(earlier) && seen.add(needed)) {
          open.add(needed);
        }
      }
    }
    return false;
  }
}
