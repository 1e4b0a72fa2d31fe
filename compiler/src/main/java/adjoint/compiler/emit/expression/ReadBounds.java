package adjoint.compiler.emit.expression;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Optional;

/** Shows that subscripts stay inside their axes for all settings of their indices, where that can be shown. */
final class ReadBounds {

  private record Range(Size least, Size most) {

    Range plus(Range other) {
      return new Range(least.plus(other.least), most.plus(other.most));
    }
  }

  private ReadBounds() {}

  static boolean contain(Scalar.Read read) {
    return contain(read.tensor(), read.at());
  }

  static boolean contain(Value tensor, List<Subscript> at) {
    for (int i = 0; i < at.size(); i++) {
      Size size = tensor.axes().get(i).size();
      boolean inside = isLookup(at.get(i))
          || range(at.get(i)).filter(r -> r.least().isAtLeast(Size.ZERO) && size.plus(-1).isAtLeast(r.most()))
              .isPresent();
      if (!inside) {
        return false;
      }
    }
    return true;
  }

  /** Looked-up positions are validated when data is loaded; the table itself must be read inside of its bounds. */
  private static boolean isLookup(Subscript subscript) {
    return subscript.offset().is(0) && subscript.terms().size() == 1
        && subscript.terms().getFirst().coefficient().is(1)
        && subscript.terms().getFirst().atom() instanceof Subscript.Lookup l && contain(l.table(), l.at());
  }

  private static Optional<Range> range(Subscript subscript) {
    Optional<Range> sum = Optional.of(new Range(subscript.offset(), subscript.offset()));
    for (Subscript.Term term : subscript.terms()) {
      Optional<Range> scaled = range(term.atom()).flatMap(r -> scaled(r, term.coefficient()));
      sum = sum.flatMap(s -> scaled.map(s::plus));
    }
    return sum;
  }

  private static Optional<Range> scaled(Range range, Size by) {
    if (by.isAtLeast(Size.ZERO)) {
      return Optional.of(new Range(range.least().times(by), range.most().times(by)));
    }
    return Size.ZERO.isAtLeast(by)
        ? Optional.of(new Range(range.most().times(by), range.least().times(by)))
        : Optional.empty();
  }

  private static Optional<Range> range(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> Optional.of(new Range(Size.ZERO, i.size().plus(-1)));
      case Subscript.Quotient q ->
        range(q.of()).map(r -> new Range(r.least().floorDiv(q.by()), r.most().floorDiv(q.by())));
      case Subscript.Remainder r -> Optional.of(new Range(Size.ZERO, r.by().plus(-1)));
      case Subscript.Lookup l -> Optional.empty();
    };
  }
}
