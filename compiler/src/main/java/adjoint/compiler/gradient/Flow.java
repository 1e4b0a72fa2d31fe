package adjoint.compiler.gradient;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Relocation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;

/**
 * What flows back to a tensor from one read of it: for every setting of the variables that the guards let through,
 * `∂target[at] += adjoint`.
 */
record Flow(Value target, List<Subscript> at, List<Index> variables, List<Guard> guards, Scalar adjoint,
    Origin origin) {

  Flow relocated(Relocation to) {
    return new Flow(target, at.stream().map(to::apply).toList(), variables,
        guards.stream().map(g -> new Guard(to.apply(g.condition()), g.holds())).toList(), to.apply(adjoint), origin);
  }
}
