package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/**
 * `log(Σ exp(x))` is `m + log(Σ exp(x - m))` with m the largest x. Needed beyond |x| = 88, where exponentials overflow or all
 * are 0.
 */
final class LogSumExp implements StableForm {

  @Override
  public String why() {
    return "the largest x is taken off before log(sum(exp(x))): beyond |x| = 88 exponentials overflow or are all 0";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    if (node.function() != ScalarFunction.LOG) {
      return Optional.empty();
    }
    return makers.sum(node.arguments().getFirst()).flatMap(s -> Shifted.of(s.sum(), makers)
        .map(shifted -> Scalar.apply(ScalarFunction.ADD, shifted.largest(s.element().at()),
            Scalar.apply(ScalarFunction.LOG, shifted.sum(s.element().at())))));
  }
}
