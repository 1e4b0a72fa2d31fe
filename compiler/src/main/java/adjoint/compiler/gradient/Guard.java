package adjoint.compiler.gradient;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.runtime.tensor.Element;
import java.util.function.UnaryOperator;

/**
 * A condition under which something counts: where `condition` is true, or where it is false.
 *
 * @param inherited whether the adjoint that it came with is 0 anyway where it doesn't let through, so that only what is
 *     multiplied with it must be kept from being infinite there
 */
record Guard(Scalar condition, boolean holds, boolean inherited) {

  /** What chooses between 0 and something else. */
  static Guard of(Scalar condition, boolean holds) {
    return new Guard(condition, holds, false);
  }

  Guard inherit() {
    return new Guard(condition, holds, true);
  }

  Guard map(UnaryOperator<Scalar> change) {
    return new Guard(change.apply(condition), holds, inherited);
  }

  /** The scalar where the guard lets it through, else 0. */
  Scalar around(Scalar scalar) {
    return holds
        ? new Scalar.Select(condition, scalar, Scalar.ZERO)
        : new Scalar.Select(condition, Scalar.ZERO, scalar);
  }

  /** The condition that is true where it lets through. */
  Scalar truth() {
    return holds ? condition : Scalar.apply(ScalarFunction.NOT, condition);
  }

  /** Whether the other one lets through exactly what this one doesn't. */
  boolean isOppositeOf(Guard other) {
    return condition.equals(other.condition) && holds != other.holds;
  }

  /** Whether it holds or not by positions alone, those in INT tensors included. */
  boolean isPositional() {
    return condition.reads().stream().allMatch(v -> v.element() == Element.INT);
  }

  /** Whether it is a condition on positions that no tensor is read for. */
  boolean isPlain() {
    return holds && condition.reads().isEmpty();
  }
}
