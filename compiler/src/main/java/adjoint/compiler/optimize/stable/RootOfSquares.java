package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/**
 * `sqrt(Σ x²)` is 0 where that is 0, as a choice. Needed at x = 0, where the derivative of the root is ∞ and that of the
 * squares 0; of the norm's subgradients there it gives 0.
 */
final class RootOfSquares implements StableForm {

  @Override
  public String why() {
    return "the derivative of sqrt(sum(x^2)) is taken to be 0 at 0, where it is 0 times infinity";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    Scalar squares = node.arguments().getFirst();
    return node.function() == ScalarFunction.SQRT && Squares.isSum(squares, makers)
        ? Optional.of(new Scalar.Select(Scalar.apply(ScalarFunction.EQ, squares, Scalar.ZERO), Scalar.ZERO, node))
        : Optional.empty();
  }
}
