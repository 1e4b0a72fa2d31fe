package adjoint.compiler.optimize;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Value;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes inputs out of a graph that only the text mentions, such as the momentum of a rule used without it. Data stay:
 * they are the caller's arguments.
 */
public final class RemoveUnusedInputs implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Set<Value> used = new HashSet<>();
    graph.definitions().forEach(d -> used.addAll(d.operation().operands()));
    graph.outputs().forEach(o -> used.add(o.value()));
    return new Graph(graph.name(), graph.inputs().stream()
        .filter(i -> i.role() == Input.Role.DATA || used.contains(i.value())).toList(), graph.definitions(),
        graph.outputs());
  }
}
