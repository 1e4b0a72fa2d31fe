package adjoint.compiler.gradient;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** `left = right`: a subscript of a read, and the place that it has to name. */
record Equation(Subscript left, Subscript right) {

  Equation substitute(Map<Index, Subscript> places) {
    return new Equation(left.substitute(places), right.substitute(places));
  }

  /** The variables that the left side still holds. */
  Set<Index> unknowns(Set<Index> variables) {
    return left.indices().stream().filter(variables::contains).collect(Collectors.toSet());
  }

  /** The atom, if the left side is one atom and an offset. */
  Optional<Subscript.Atom> single() {
    return left.minus(Subscript.of(left.offset())).asAtom();
  }

  /** What {@link #single} has to be. */
  Subscript value() {
    return right.minus(Subscript.of(left.offset()));
  }
}
