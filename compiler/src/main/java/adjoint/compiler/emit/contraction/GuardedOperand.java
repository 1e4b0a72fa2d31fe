package adjoint.compiler.emit.contraction;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operand that is a constant outside of some range of positions, as an image with a margin is: `body` where all of
 * `least` are at least 0, else `outside`. Along one index that is a run in the middle, so that no position is tested.
 */
record GuardedOperand(List<Subscript> least, Scalar body, double outside) {

  /** The guards around an operand; of one without guards an empty list of them. */
  static GuardedOperand of(Scalar operand) {
    if (operand instanceof Scalar.Select s && s.otherwise() instanceof Scalar.Constant c) {
      GuardedOperand inner = of(s.then());
      Optional<List<Subscript>> conditions = Position.atLeastZero(s.condition());
      boolean same = inner.least().isEmpty() || Double.compare(inner.outside(), c.value()) == 0;
      if (conditions.isPresent() && same) {
        List<Subscript> all = new ArrayList<>(conditions.get());
        all.addAll(inner.least());
        return new GuardedOperand(List.copyOf(all), inner.body(), c.value());
      }
    }
    return new GuardedOperand(List.of(), operand, 0);
  }

  /** It as one expression again. */
  Scalar scalar() {
    Scalar guarded = body;
    for (Subscript position : least) {
      Scalar inside = Scalar.apply(ScalarFunction.GE, new Scalar.At(position), Scalar.ZERO);
      guarded = new Scalar.Select(inside, guarded, Scalar.of(outside));
    }
    return guarded;
  }

  /** Whether each condition cuts one side off a run along this index, or doesn't change with it. */
  boolean isRange(Index index, Axes axes) {
    return least.stream().map(axes::place).allMatch(s -> s.isAffine() && s.coefficient(index).isConstant());
  }
}
