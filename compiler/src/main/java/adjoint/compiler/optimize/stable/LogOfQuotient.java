package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/**
 * `log(exp(x) / s)` is `x - log(s)`: the logarithm of a softmax, also of the one element at a label. Needed where the quotient
 * is 0, some 88 below the largest.
 */
final class LogOfQuotient implements StableForm {

  @Override
  public String why() {
    return "log(exp(x) / s) is computed as x - log(s): 88 below the largest x the quotient is 0";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    if (node.function() != ScalarFunction.LOG) {
      return Optional.empty();
    }
    return makers.behind(node.arguments().getFirst(), ScalarFunction.DIV).flatMap(quotient -> makers
        .exponent(quotient.arguments().getFirst()).map(x -> Scalar.apply(ScalarFunction.SUB, x,
            Scalar.apply(ScalarFunction.LOG, quotient.arguments().getLast()))));
  }
}
