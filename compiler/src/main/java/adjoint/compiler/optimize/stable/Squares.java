package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.Optional;

/** What is 0 only where every number in it is: squares, their sums and means. */
final class Squares {

  private Squares() {}

  static boolean isSum(Scalar scalar, Makers makers) {
    Scalar made = makers.behind(scalar);
    if (makers.sum(made).filter(s -> isSum(s.sum().body(), makers)).isPresent()) {
      return true;
    }
    if (!(made instanceof Scalar.Apply a)) {
      return false;
    }
    Scalar first = a.arguments().getFirst();
    Scalar last = a.arguments().getLast();
    return switch (a.function()) {
      case ADD -> isSum(first, makers) && isSum(last, makers);
      case MUL ->
        first.equals(last) || isPositive(first) && isSum(last, makers) || isPositive(last) && isSum(first, makers);
      case DIV -> isSum(first, makers) && isPositive(last);
      case POW -> last instanceof Scalar.Constant c && c.value() == 2;
      default -> false;
    };
  }

  private static boolean isPositive(Scalar scalar) {
    return scalar instanceof Scalar.SizeOf || scalar instanceof Scalar.Constant c && c.value() > 0;
  }

  /** The number that is squared. */
  static Optional<Scalar> root(Scalar square, Makers makers) {
    return makers.behind(square, ScalarFunction.MUL)
        .filter(a -> a.arguments().getFirst().equals(a.arguments().getLast()))
        .map(a -> a.arguments().getFirst());
  }
}
