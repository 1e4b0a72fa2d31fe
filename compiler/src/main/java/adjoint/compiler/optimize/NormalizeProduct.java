package adjoint.compiler.optimize;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers and sizes in a product stand in one place, and `a * (1 / b)` is `a / b`. Products without numbers, sizes and
 * signs stay as they are written.
 */
final class NormalizeProduct implements ScalarRule {

  private static final Set<ScalarFunction> PRODUCTS =
      Set.of(ScalarFunction.MUL, ScalarFunction.DIV, ScalarFunction.NEG);

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    if (!PRODUCTS.contains(node.function())) {
      return Optional.empty();
    }
    Product product = Product.of(node);
    boolean concerned = product.isScaled() || hasReciprocal(node);
    return Optional.of(product).filter(p -> concerned).map(Product::scalar).filter(s -> !s.equals(node));
  }

  private static boolean hasReciprocal(Scalar.Apply node) {
    return node.function() == ScalarFunction.MUL && node.arguments().stream().anyMatch(a -> a instanceof Scalar.Apply d
        && d.function() == ScalarFunction.DIV && d.arguments().getFirst() instanceof Scalar.Constant);
  }
}
