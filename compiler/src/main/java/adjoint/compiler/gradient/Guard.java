package adjoint.compiler.gradient;

import adjoint.compiler.graph.Scalar;

/** A condition under which something counts: where `condition` is true, or where it is false. */
record Guard(Scalar condition, boolean holds) {

  /** The scalar where the guard lets it through, else 0. */
  Scalar around(Scalar scalar) {
    return holds
        ? new Scalar.Select(condition, scalar, Scalar.ZERO)
        : new Scalar.Select(condition, Scalar.ZERO, scalar);
  }
}
