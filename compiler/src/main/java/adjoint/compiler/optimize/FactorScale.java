package adjoint.compiler.optimize;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.List;
import java.util.Optional;

/**
 * `a / n - b / n` is `(a - b) / n`, where n is a size or a number. With it the gradient of a mean cross-entropy reads
 * `(softmax - one-hot) / n`.
 */
final class FactorScale implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    boolean sum = node.function() == ScalarFunction.ADD;
    if (!sum && node.function() != ScalarFunction.SUB) {
      return Optional.empty();
    }
    Product a = Product.of(node.arguments().getFirst());
    Product b = Product.of(node.arguments().getLast());
    boolean opposite = a.coefficient() == -b.coefficient();
    boolean same = a.sizes().equals(b.sizes()) && a.divisors().equals(b.divisors())
        && Math.abs(a.coefficient()) == Math.abs(b.coefficient());
    boolean scaled = Math.abs(a.coefficient()) != 1 || !a.sizes().isEmpty() || !a.divisors().isEmpty();
    boolean adds = sum != opposite;
    boolean signed = adds && a.coefficient() < 0; // where the terms cancel, `-(a + b)` is -0
    if (!same || !scaled || signed || a.isScale() || b.isScale()) {
      return Optional.empty();
    }
    return Optional.of(factored(a, b, adds));
  }

  private static Scalar factored(Product a, Product b, boolean sum) {
    Scalar left = a.unscaled().scalar();
    Scalar right = b.unscaled().scalar();
    boolean turned = !sum && a.coefficient() < 0; // -a/n + b/n is (b - a)/n
    Scalar inner = sum
        ? Scalar.apply(ScalarFunction.ADD, left, right)
        : turned ? Scalar.apply(ScalarFunction.SUB, right, left) : Scalar.apply(ScalarFunction.SUB, left, right);
    Product scale = turned ? a.scale().times(-1) : a.scale();
    return scale.with(List.of(new Product.Factor(inner, false))).scalar();
  }
}
