package adjoint.compiler.optimize;

import adjoint.compiler.graph.Scalar;
import java.util.Optional;

/** A function of numbers is a number: `2 - 1` is `1`. */
final class FoldConstants implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    boolean constant = node.arguments().stream().allMatch(a -> a instanceof Scalar.Constant);
    if (!constant || node.function().isPredicate()) {
      return Optional.empty();
    }
    return Optional.of(Scalar.of(node.function().fold(
        node.arguments().stream().map(a -> ((Scalar.Constant) a).value()).toList())));
  }
}
