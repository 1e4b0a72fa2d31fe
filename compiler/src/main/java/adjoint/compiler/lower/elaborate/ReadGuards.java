package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;

/** Conditions under which a read is inside of a tensor. */
final class ReadGuards {

  private ReadGuards() {}

  /** The read where every subscript is inside of its axis, else the other value; no condition where that's certain. */
  static Scalar within(List<Subscript> at, List<Axis> axes, Scalar read, Scalar otherwise) {
    List<Scalar> conditions = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      Subscript place = at.get(i);
      if (!isAtLeastZero(place)) {
        conditions.add(Scalar.apply(ScalarFunction.GE, new Scalar.At(place), Scalar.ZERO));
      }
      if (!isBelow(place, axes.get(i).size())) {
        conditions.add(Scalar.apply(ScalarFunction.LT, new Scalar.At(place), size(axes.get(i).size())));
      }
    }
    return conditions.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .<Scalar>map(condition -> new Scalar.Select(condition, read, otherwise)).orElse(read);
  }

  private static Scalar size(Size size) {
    return size.isConstant() ? Scalar.of(size.constant()) : new Scalar.SizeOf(size);
  }

  static boolean isInside(Subscript place, Size size) {
    return isAtLeastZero(place) && isBelow(place, size);
  }

  private static boolean isAtLeastZero(Subscript place) {
    Size least = place.offset();
    for (Subscript.Term term : place.terms()) {
      if (!term.coefficient().isAtLeast(Size.ZERO)) {
        Size range = range(term.atom());
        if (range.is(-1)) {
          return false;
        }
        least = least.plus(term.coefficient().times(range));
      }
    }
    return least.isAtLeast(Size.ZERO);
  }

  private static boolean isBelow(Subscript place, Size size) {
    Size most = place.offset();
    for (Subscript.Term term : place.terms()) {
      if (term.coefficient().isAtLeast(Size.ZERO)) {
        Size range = range(term.atom());
        if (range.is(-1)) {
          return false;
        }
        most = most.plus(term.coefficient().times(range));
      }
    }
    return size.isAtLeast(most.plus(1));
  }

  /** The largest value of an atom; -1 where it isn't known. */
  private static Size range(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> i.size().minus(Size.ONE);
      case Subscript.Remainder r -> r.by().minus(Size.ONE);
      case Subscript.Quotient q -> Size.of(-1);
      case Subscript.Lookup l -> Size.of(-1);
    };
  }
}
