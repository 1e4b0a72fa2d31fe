package adjoint.compiler.optimize;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/** Once a graph is differentiated, `detach(x)` is `x`. */
final class RemoveDetach implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    return node.function() == ScalarFunction.DETACH ? Optional.of(node.arguments().getFirst()) : Optional.empty();
  }
}
