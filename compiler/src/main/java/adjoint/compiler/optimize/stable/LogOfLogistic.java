package adjoint.compiler.optimize.stable;

import static adjoint.compiler.graph.Arithmetic.is;
import static adjoint.compiler.graph.Arithmetic.negate;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/**
 * `log(sigmoid(x))` is `-log1pexp(-x)`, `log(1 - sigmoid(x))` is `-log1pexp(x)`. Needed below x = -88, where the sigmoid is 0
 * and its logarithm -∞; the second from x = 17 on, where `1 - sigmoid(x)` is 0.
 */
final class LogOfLogistic implements StableForm {

  @Override
  public String why() {
    return "log(sigmoid(x)) is computed as -log1pexp(-x), log(1 - sigmoid(x)) as -log1pexp(x): from 17 or 88 on "
        + "the argument rounds to 0";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    Scalar x = node.arguments().getFirst();
    Optional<Scalar> inside = switch (node.function()) {
      case LOG -> sigmoid(x, makers).map(u -> negate(u)).or(() -> makers.behind(x, ScalarFunction.SUB)
          .filter(a -> is(makers.behind(a.arguments().getFirst()), 1))
          .flatMap(a -> sigmoid(a.arguments().getLast(), makers)));
      case LOG1P -> makers.behind(x, ScalarFunction.NEG).flatMap(a -> sigmoid(a.arguments().getFirst(), makers));
      default -> Optional.empty();
    };
    return inside.map(u -> negate(Scalar.apply(ScalarFunction.LOG1PEXP, u)));
  }

  private static Optional<Scalar> sigmoid(Scalar scalar, Makers makers) {
    return makers.behind(scalar, ScalarFunction.SIGMOID).map(a -> a.arguments().getFirst());
  }
}
