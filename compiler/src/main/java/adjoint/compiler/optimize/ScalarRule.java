package adjoint.compiler.optimize;

import adjoint.compiler.graph.Scalar;
import java.util.Optional;

/** Replaces one scalar, whose parts are simple already, by a simpler one of the same value. */
interface ScalarRule {

  Optional<Scalar> apply(Scalar.Apply node);
}
