package adjoint.compiler.graph;

import adjoint.runtime.tensor.Size;
import java.util.Map;
import java.util.Optional;

/** The least and the greatest value that an index expression takes, both reached or beyond what is reached. */
public record Bounds(Size least, Size greatest) {

  /** The bounds, where they can be told; looked-up positions have none. */
  public static Optional<Bounds> of(Subscript subscript) {
    return of(subscript, Map.of());
  }

  /**
   * @param limits for INT tensors whose elements are known to be positions of a dim, the dim's size
   */
  public static Optional<Bounds> of(Subscript subscript, Map<Value, Size> limits) {
    Bounds sum = new Bounds(subscript.offset(), subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      Optional<Bounds> scaled = of(term.atom(), limits).flatMap(b -> b.times(term.coefficient()));
      if (scaled.isEmpty()) {
        return Optional.empty();
      }
      sum = new Bounds(sum.least.plus(scaled.get().least), sum.greatest.plus(scaled.get().greatest));
    }
    return Optional.of(sum);
  }

  private static Optional<Bounds> of(Subscript.Atom atom, Map<Value, Size> limits) {
    return switch (atom) {
      case Index i -> Optional.of(positions(i.size()));
      case Subscript.Quotient q -> of(q.of(), limits).flatMap(b -> b.floorDiv(q.by()));
      case Subscript.Remainder r -> Optional.of(of(r.of(), limits).filter(b -> b.within(r.by()))
          .orElseGet(() -> positions(r.by())));
      case Subscript.Lookup l -> Optional.ofNullable(limits.get(l.table())).map(Bounds::positions);
    };
  }

  private static Bounds positions(Size size) {
    return new Bounds(Size.ZERO, size.plus(-1));
  }

  private Optional<Bounds> times(Size factor) {
    if (factor.isAtLeast(Size.ZERO)) {
      return Optional.of(new Bounds(least.times(factor), greatest.times(factor)));
    }
    return Size.ZERO.isAtLeast(factor)
        ? Optional.of(new Bounds(greatest.times(factor), least.times(factor)))
        : Optional.empty();
  }

  private Optional<Bounds> floorDiv(Size by) {
    if (by.isConstant() && least.isConstant() && greatest.isConstant()) {
      return Optional.of(new Bounds(least.floorDiv(by), greatest.floorDiv(by)));
    }
    Optional<Size> low = least.dividedBy(by).or(() -> least.isAtLeast(Size.ZERO)
        ? Optional.of(Size.ZERO)
        : Optional.empty());
    // (q·by - 1) // by = q - 1; otherwise a quotient is at most what is divided, if that isn't negative.
    Optional<Size> high = greatest.plus(1).dividedBy(by).map(q -> q.plus(-1))
        .or(() -> greatest.isAtLeast(Size.ZERO) ? Optional.of(greatest) : Optional.empty());
    return low.flatMap(l -> high.map(h -> new Bounds(l, h)));
  }

  /** Whether every value is shown to be a position of an axis of this size. */
  public boolean within(Size size) {
    return least.isAtLeast(Size.ZERO) && size.isAtLeast(greatest.plus(1));
  }

  /** Whether an unguarded subscript is shown to be in range. */
  public static boolean provablyWithin(Subscript subscript, Size size) {
    return of(subscript).filter(b -> b.within(size)).isPresent();
  }

  /** Whether `a op b` holds wherever it is evaluated (true), nowhere (false), or can't be told. */
  public static Optional<Boolean> decide(ScalarFunction comparison, Subscript a, Subscript b, Map<Value, Size> limits) {
    return of(a.minus(b), limits).flatMap(d -> d.decide(comparison));
  }

  private Optional<Boolean> decide(ScalarFunction comparison) {
    boolean negative = Size.of(-1).isAtLeast(greatest);
    boolean positive = least.isAtLeast(Size.ONE);
    boolean notPositive = Size.ZERO.isAtLeast(greatest);
    boolean notNegative = least.isAtLeast(Size.ZERO);
    return switch (comparison) {
      case LT -> negative ? Optional.of(true) : notNegative ? Optional.of(false) : Optional.empty();
      case LE -> notPositive ? Optional.of(true) : positive ? Optional.of(false) : Optional.empty();
      case GT -> positive ? Optional.of(true) : notPositive ? Optional.of(false) : Optional.empty();
      case GE -> notNegative ? Optional.of(true) : negative ? Optional.of(false) : Optional.empty();
      case EQ -> least.is(0) && greatest.is(0)
          ? Optional.of(true)
          : negative || positive ? Optional.of(false) : Optional.empty();
      case NE -> decide(ScalarFunction.EQ).map(equal -> !equal);
      default -> Optional.empty();
    };
  }
}
