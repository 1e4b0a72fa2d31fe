package adjoint.compiler.optimize.stable;

import static adjoint.compiler.graph.Arithmetic.is;
import static adjoint.compiler.graph.Arithmetic.negate;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.List;
import java.util.Optional;

/**
 * `1 / (1 + exp(-x))` and `exp(x) / (1 + exp(x))` are `sigmoid(x)`. Needed beyond |x| = 88, where the exponential overflows:
 * the derivative of the first is ∞/∞ there, the value of the second.
 */
final class Logistic implements StableForm {

  @Override
  public String why() {
    return "1 / (1 + exp(-x)) is computed as sigmoid(x): beyond |x| = 88 the exponential overflows";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    if (node.function() != ScalarFunction.DIV) {
      return Optional.empty();
    }
    Scalar above = makers.behind(node.arguments().getFirst());
    return exponentAddedToOne(node.arguments().getLast(), makers).flatMap(x -> {
      boolean same = makers.exponent(above).filter(x::equals).isPresent();
      return is(above, 1) || same
          ? Optional.of(Scalar.apply(ScalarFunction.SIGMOID, same ? x : negate(x)))
          : Optional.empty();
    });
  }

  /** x, of `1 + exp(x)` in either order. */
  static Optional<Scalar> exponentAddedToOne(Scalar sum, Makers makers) {
    List<Scalar> terms = makers.behind(sum, ScalarFunction.ADD).map(Scalar.Apply::arguments).orElse(List.of());
    return terms.stream().anyMatch(t -> is(makers.behind(t), 1))
        ? terms.stream().flatMap(t -> makers.exponent(t).stream()).findFirst()
        : Optional.empty();
  }
}
