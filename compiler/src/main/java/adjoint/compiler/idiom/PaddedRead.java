package adjoint.compiler.idiom;

import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tensor with a margin: the read where it is in range, else a number.
 *
 * @param otherwise the number
 */
public record PaddedRead(Scalar.Read read, double otherwise) {

  /** The choice as a padded read, if it is one. */
  public static Optional<PaddedRead> of(Scalar.Select choice) {
    return choice.then() instanceof Scalar.Read r && choice.otherwise() instanceof Scalar.Constant c
        && isRange(choice.condition(), r) ? Optional.of(new PaddedRead(r, c.value())) : Optional.empty();
  }

  /** Whether a condition says no more than that a read is in range. */
  private static boolean isRange(Scalar condition, Scalar.Read read) {
    List<Scalar> left = new ArrayList<>(List.of(condition));
    while (!left.isEmpty()) {
      if (!(left.removeFirst() instanceof Scalar.Apply a)) {
        return false;
      }
      if (a.function() == ScalarFunction.AND) {
        left.addAll(a.arguments());
      } else if (!isBound(a, read)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBound(Scalar.Apply comparison, Scalar.Read read) {
    Optional<Subscript> end = Position.of(comparison.arguments().getLast());
    int axis = Position.of(comparison.arguments().getFirst()).map(read.at()::indexOf).orElse(-1);
    return axis >= 0 && end.filter(e -> comparison.function() == ScalarFunction.GE && e.equals(Subscript.ZERO)
        || comparison.function() == ScalarFunction.LT && e.equals(Subscript.of(read.tensor().axes().get(axis).size())))
        .isPresent();
  }
}
