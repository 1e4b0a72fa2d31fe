package adjoint.compiler.gradient;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A condition under which something counts: where `condition` is true, or where it is false.
 *
 * @param inherited whether the adjoint that it came with is 0 anyway where it doesn't let through, so that only what is
 *     multiplied with it must be kept from being infinite there
 * @param some indices of the condition for one of which, whichever, it has to let through; an inherited one only
 */
record Guard(Scalar condition, boolean holds, boolean inherited, List<Index> some) {

  /** What chooses between 0 and something else. */
  static Guard of(Scalar condition, boolean holds) {
    return new Guard(condition, holds, false, List.of());
  }

  Guard inherit() {
    return new Guard(condition, holds, true, some);
  }

  Guard map(UnaryOperator<Scalar> change) {
    return new Guard(change.apply(condition), holds, inherited, some);
  }

  /** What is left of it where the value is summed over some indices: it lets through where it does for one of them. */
  Guard forSome(List<Index> over) {
    Set<Index> mine = condition.indices();
    List<Index> all = Stream.concat(some.stream(), over.stream().filter(mine::contains)).toList();
    return new Guard(condition, holds, true, all);
  }

  /** That all of them let through, none of which asks for some indices. */
  static Guard all(List<Guard> guards) {
    return Guard.of(guards.stream().map(Guard::truth).reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .orElseThrow(), true).inherit();
  }

  /** That it or the other lets through, unless that were a condition on more indices than each is. */
  Optional<Guard> or(Guard other) {
    if (!some.isEmpty() && !sizes(some).equals(sizes(other.some))) {
      return other.some.isEmpty() ? other.or(this) : Optional.empty();
    }
    Scalar theirs = some.isEmpty() ? other.truth() : other.truth().substitute(renamed(other.some, some));
    List<Index> both = some.isEmpty() ? other.some : some;
    Set<Index> left = free(truth(), both);
    Set<Index> right = free(theirs, both);
    boolean wider = !both.isEmpty() && !left.containsAll(right) && !right.containsAll(left)
        || some.isEmpty() && !other.some.isEmpty() && !right.containsAll(left);
    return wider
        ? Optional.empty()
        : Optional.of(new Guard(Scalar.apply(ScalarFunction.OR, truth(), theirs), true, true, both));
  }

  private static Set<Index> free(Scalar condition, List<Index> bound) {
    Set<Index> free = new HashSet<>(condition.indices());
    bound.forEach(free::remove);
    return free;
  }

  private static Map<Index, Subscript> renamed(List<Index> from, List<Index> to) {
    return IntStream.range(0, from.size()).boxed().collect(Collectors.toMap(from::get, i -> Subscript.of(to.get(i))));
  }

  /** Whether it says the same, whatever the indices are called of which some are enough. */
  boolean isSameAs(Guard other) {
    return holds == other.holds && sizes(some).equals(sizes(other.some))
        && condition.equals(other.condition.substitute(renamed(other.some, some)));
  }

  private static List<Size> sizes(List<Index> indices) {
    return indices.stream().map(Index::size).toList();
  }

  /** With a tensor for a condition of which some are enough. */
  Guard made(GraphBuilder graph, List<Index> variables) {
    if (some.isEmpty()) {
      return this;
    }
    Set<Index> mine = condition.indices();
    List<Index> kept = variables.stream().filter(i -> mine.contains(i) && !some.contains(i)).toList();
    Map<Index, Subscript> fresh = new HashMap<>();
    List<Index> out = graph.fresh(kept, fresh);
    List<Index> over = graph.fresh(some, fresh);
    Operation any = new Operation.Comprehension(out, over, Operation.Reduction.ANY, truth().substitute(fresh));
    return Guard.of(GraphBuilder.read(graph.add("any", any, Origin.NONE), kept), true).inherit();
  }

  /** The scalar where the guard lets it through, else 0. */
  Scalar around(Scalar scalar) {
    return holds
        ? new Scalar.Select(condition, scalar, Scalar.ZERO)
        : new Scalar.Select(condition, Scalar.ZERO, scalar);
  }

  /** The condition that is true where it lets through. */
  Scalar truth() {
    return holds ? condition : Scalar.apply(ScalarFunction.NOT, condition);
  }

  /** Whether the other one lets through exactly what this one doesn't. */
  boolean isOppositeOf(Guard other) {
    return condition.equals(other.condition) && holds != other.holds && some.isEmpty() && other.some.isEmpty();
  }

  /** Whether it holds or not by positions alone, those in INT tensors included. */
  boolean isPositional() {
    return condition.reads().stream().allMatch(v -> v.element() == Element.INT);
  }

  /** Whether it is a condition on positions that no tensor is read for. */
  boolean isPlain() {
    return holds && some.isEmpty() && condition.reads().isEmpty();
  }
}
