package adjoint.compiler.optimize;

import static adjoint.compiler.graph.Arithmetic.is;
import static adjoint.compiler.graph.Arithmetic.negate;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.runtime.tensor.Element;
import java.util.Optional;

/**
 * `x - 0`, `x * 1`, `x / 1` and `x ^ 1` are `x`; `x * -1` is `-x`; `-(-x)` is `x`; `x ^ 0` is 1. `x + 0` is `x` where x
 * can't be -0, and `0 - x`, which is 0 at 0, stays. `0 * x` is 0 only for what is finite, such as a size.
 */
final class RemoveNeutral implements ScalarRule {

  @Override
  public Optional<Scalar> apply(Scalar.Apply node) {
    Scalar a = node.arguments().getFirst();
    Scalar b = node.arguments().getLast();
    return switch (node.function()) {
      case ADD -> addsNothing(a, b) ? Optional.of(b) : addsNothing(b, a) ? Optional.of(a) : Optional.empty();
      case SUB -> is(b, 0) ? Optional.of(a) : Optional.empty();
      case MUL -> product(a, b);
      case DIV -> quotient(a, b);
      case POW -> is(b, 1) ? Optional.of(a) : is(b, 0) ? Optional.of(Scalar.ONE) : Optional.empty();
      case NEG -> a instanceof Scalar.Apply inner && inner.function() == ScalarFunction.NEG
          ? Optional.of(inner.arguments().getFirst())
          : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** -0 adds nothing to any number, 0 nothing to what can't be -0. */
  private static boolean addsNothing(Scalar zero, Scalar to) {
    return is(zero, 0) && (!isNeverMinusZero(zero) || isNeverMinusZero(to));
  }

  /** Whether it is known not to be -0; a sum is only where both of its parts are. */
  private static boolean isNeverMinusZero(Scalar x) {
    return switch (x) {
      case Scalar.Constant c -> Double.doubleToRawLongBits(c.value()) != Double.doubleToRawLongBits(-0.0);
      case Scalar.SizeOf s -> true;
      case Scalar.Read r -> r.tensor().element() != Element.REAL;
      case Scalar.At p -> true;
      case Scalar.Apply a -> isNeverMinusZero(a);
      case Scalar.Select s -> isNeverMinusZero(s.then()) && isNeverMinusZero(s.otherwise());
      case Scalar.Draw d -> true;
    };
  }

  private static boolean isNeverMinusZero(Scalar.Apply x) {
    Scalar a = x.arguments().getFirst();
    Scalar b = x.arguments().getLast();
    return switch (x.function()) {
      case EXP, SIGMOID, ABS, RELU -> true;
      case ADD, MAXIMUM -> isNeverMinusZero(a) || isNeverMinusZero(b);
      case SUB, SQRT -> isNeverMinusZero(a);
      case MUL -> a.equals(b);
      default -> false;
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
