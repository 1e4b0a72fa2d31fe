package adjoint.compiler.optimize;

import static adjoint.compiler.graph.Arithmetic.is;
import static adjoint.compiler.graph.Arithmetic.negate;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/**
 * `x + 0`, `x - 0`, `x * 1`, `x / 1` and `x ^ 1` are `x`; `0 - x` and `x * -1` are `-x`; `-(-x)` is `x`. `0 * x` is 0
 * only for what is finite, such as a size.
 */
final class RemoveNeutral implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    Scalar a = node.arguments().getFirst();
    Scalar b = node.arguments().getLast();
    return switch (node.function()) {
      case ADD -> is(a, 0) ? Optional.of(b) : is(b, 0) ? Optional.of(a) : Optional.empty();
      case SUB -> is(b, 0) ? Optional.of(a) : is(a, 0) ? Optional.of(negate(b)) : Optional.empty();
      case MUL -> product(a, b);
      case DIV -> quotient(a, b);
      case POW -> is(b, 1) ? Optional.of(a) : Optional.empty();
      case NEG -> a instanceof Scalar.Apply inner && inner.function() == ScalarFunction.NEG
          ? Optional.of(inner.arguments().getFirst())
          : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Scalar> quotient(Scalar a, Scalar b) {
    boolean same = is(b, 1) || is(a, 0) && b instanceof Scalar.SizeOf;
    return same ? Optional.of(a) : is(b, -1) ? Optional.of(negate(a)) : Optional.empty();
  }

  private static Optional<Scalar> product(Scalar a, Scalar b) {
    if (is(a, 1) || is(b, 1)) {
      return Optional.of(is(a, 1) ? b : a);
    }
    if (is(a, 0) && b instanceof Scalar.SizeOf || is(b, 0) && a instanceof Scalar.SizeOf) {
      return Optional.of(Scalar.ZERO);
    }
    return is(a, -1) || is(b, -1) ? Optional.of(negate(is(a, -1) ? b : a)) : Optional.empty();
  }
}
