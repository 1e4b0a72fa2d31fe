package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Scalar;
import java.util.Optional;

/** Rewrites one expression where it stands; its parts have been rewritten before. */
interface StableForm {

  /** What it does and from where on that matters, in a line. */
  String why();

  Optional<Scalar> apply(Scalar.Apply node, Makers makers);

  /** The same of a choice. */
  default Optional<Scalar> apply(Scalar.Select node, Makers makers) {
    return Optional.empty();
  }
}
