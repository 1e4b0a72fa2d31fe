package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.optimize.RemoveDead;
import java.util.HashSet;
import java.util.Set;

/**
 * Leaves out of an update what a rule declares and its settings turn off, such as the momentum of SGD without it: states that
 * nothing reads or changes, which then take no room in the store either.
 */
final class IdleMoments {

  private IdleMoments() {}

  /** The graph itself where all its moments are used; else what is alive of it, without the others. */
  static Graph removed(Graph update) {
    Graph alive = new RemoveDead().apply(update);
    Set<Value> used = new HashSet<>();
    alive.definitions().forEach(d -> used.addAll(d.operation().operands()));
    alive.outputs().forEach(o -> used.add(o.value()));
    boolean all = update.inputs().stream().allMatch(input -> isKept(input, used));
    return all
        ? update
        : new Graph(alive.name(), alive.inputs().stream().filter(input -> isKept(input, used)).toList(),
            alive.definitions(), alive.outputs());
  }

  private static boolean isKept(Input input, Set<Value> used) {
    return input.role() != Input.Role.MOMENT || used.contains(input.value());
  }
}
