package adjoint.compiler.optimize;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/** `a + -b` is `a - b`, `-a + b` is `b - a`, `a - -b` is `a + b`, `a + a` is `2 * a`. */
final class CollectSigns implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    boolean sum = node.function() == ScalarFunction.ADD;
    if (!sum && node.function() != ScalarFunction.SUB) {
      return Optional.empty();
    }
    Scalar a = node.arguments().getFirst();
    Scalar b = node.arguments().getLast();
    Optional<Scalar> right = negated(b);
    if (right.isPresent()) {
      return Optional.of(Scalar.apply(sum ? ScalarFunction.SUB : ScalarFunction.ADD, a, right.get()));
    }
    if (sum && a.equals(b)) {
      return Optional.of(Scalar.apply(ScalarFunction.MUL, Scalar.of(2), a));
    }
    return sum ? negated(a).map(left -> Scalar.apply(ScalarFunction.SUB, b, left)) : Optional.empty();
  }

  /** x, if this is `-x`, where x may be a product with a number. */
  private static Optional<Scalar> negated(Scalar scalar) {
    boolean product = scalar instanceof Scalar.Apply a && (a.function() == ScalarFunction.NEG
        || a.function() == ScalarFunction.MUL || a.function() == ScalarFunction.DIV);
    return Optional.of(scalar).filter(s -> product).map(Product::of).filter(p -> p.coefficient() < 0)
        .map(p -> p.times(-1).scalar());
  }
}
