package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/**
 * `log(1 + exp(x))` and `log1p(exp(x))` are `log1pexp(x)`, `log(exp(x))` is `x`. Needed from x = 88 on, where the exponential
 * overflows, and for `log(exp(x))` below -88.
 */
final class LogOfExponentials implements StableForm {

  @Override
  public String why() {
    return "log(1 + exp(x)) is computed as log1pexp(x), log(exp(x)) as x: from x = 88 on the exponential overflows";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    Scalar x = node.arguments().getFirst();
    return switch (node.function()) {
      case LOG -> makers.exponent(x).or(() -> Logistic.exponentAddedToOne(x, makers).map(LogOfExponentials::smooth));
      case LOG1P -> makers.exponent(x).map(LogOfExponentials::smooth);
      default -> Optional.empty();
    };
  }

  private static Scalar smooth(Scalar x) {
    return Scalar.apply(ScalarFunction.LOG1PEXP, x);
  }
}
