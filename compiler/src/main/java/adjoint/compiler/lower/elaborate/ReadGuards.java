package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Conditions under which a read is inside of a tensor. */
final class ReadGuards {

  private ReadGuards() {}

  /**
   * The read where every subscript is inside of its axis, else the other value; no condition where that's certain.
   *
   * @param limits for tables of positions, the size of the dim
   */
  static Scalar within(List<Subscript> at, List<Axis> axes, Map<Value, Size> limits, Scalar read, Scalar otherwise) {
    List<Scalar> conditions = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      conditions.addAll(Position.inRange(at.get(i), axes.get(i).size(), limits, ReadGuards::number));
    }
    return conditions.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .<Scalar>map(condition -> new Scalar.Select(condition, read, otherwise)).orElse(read);
  }

  /** Whether a place is shown to be one of an axis. */
  static boolean certain(Subscript at, Size size, Map<Value, Size> limits) {
    return Bounds.of(at, limits).filter(bounds -> bounds.within(size)).isPresent();
  }

  private static Scalar number(Size size) {
    return size.isConstant() ? Scalar.of(size.constant()) : new Scalar.SizeOf(size);
  }
}
