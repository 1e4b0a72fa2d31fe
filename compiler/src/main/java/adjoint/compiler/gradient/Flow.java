package adjoint.compiler.gradient;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Relocation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * What flows back to a tensor from one read of it: for every setting of the variables that the guards let through,
 * `∂target[at] += adjoint`.
 *
 * @param support where the adjoint may be anything but 0, in terms of the forward pass wherever the rest is said in others
 */
record Flow(Value target, List<Subscript> at, List<Index> variables, List<Guard> guards, Arriving arriving,
    List<Guard> support, Origin origin) {

  /** @param guards all that it passed */
  static Flow of(Scalar.Read read, List<Index> variables, List<Guard> guards, Arriving arriving, Origin origin) {
    List<Guard> needed = guards.stream().filter(g -> arriving.needs(g, variables)).toList();
    return new Flow(read.tensor(), read.at(), variables, needed, arriving, guards, origin);
  }

  /** With guards that it passed and that it needs not keep to, since all that it meets is finite. */
  Flow behind(List<Guard> passed) {
    List<Guard> all = new ArrayList<>(passed);
    all.addAll(support);
    return new Flow(target, at, variables, guards, arriving, List.copyOf(all), origin);
  }

  Scalar adjoint() {
    return arriving.adjoint();
  }

  Flow relocated(Relocation to) {
    return new Flow(target, at.stream().map(to::apply).toList(), variables,
        guards.stream().map(g -> g.map(to::apply)).toList(), arriving.map(to::apply), support, origin);
  }
}
