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

  /** x, if this is `-x` or a negative multiple of something. */
  private static Optional<Scalar> negated(Scalar scalar) {
    if (scalar instanceof Scalar.Apply a && a.function() == ScalarFunction.NEG) {
      return Optional.of(a.arguments().getFirst());
    }
    boolean multiple = scalar instanceof Scalar.Apply m && m.function() == ScalarFunction.MUL
        && m.arguments().getFirst() instanceof Scalar.Constant c && c.value() < 0;
    if (!multiple) {
      return Optional.empty();
    }
    Scalar.Apply product = (Scalar.Apply) scalar;
    double factor = ((Scalar.Constant) product.arguments().getFirst()).value();
    return Optional.of(Scalar.apply(ScalarFunction.MUL, Scalar.of(-factor), product.arguments().getLast()));
  }
}
