package adjoint.compiler.graph;

import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
      case Subscript.Quotient q -> of(q.of(), limits).map(b -> b.floorDiv(q.by()));
      case Subscript.Remainder r -> Optional.of(of(r.of(), limits).flatMap(b -> b.modulo(r.by()))
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

  private Bounds floorDiv(Size by) {
    return new Bounds(least.floorDiv(by), greatest.floorDiv(by));
  }

  /** Where all values have the same quotient, they keep their distances. */
  private Optional<Bounds> modulo(Size by) {
    return quotient(by).map(q -> new Bounds(least.minus(q.times(by)), greatest.minus(q.times(by))));
  }

  /** The quotient by a number that all values are shown to have in common. */
  Optional<Size> quotient(Size by) {
    Bounds quotients = floorDiv(by);
    return quotients.least.equals(quotients.greatest) ? Optional.of(quotients.least) : Optional.empty();
  }

  /** Whether every value is shown to be a position of an axis of this size. */
  public boolean within(Size size) {
    return least.isAtLeast(Size.ZERO) && size.isAtLeast(greatest.plus(1));
  }

  /** Whether an unguarded subscript is shown to be in range. */
  public static boolean provablyWithin(Subscript subscript, Size size) {
    return of(subscript).filter(b -> b.within(size)).isPresent();
  }

  /**
   * Whether a read is shown to be in range. Looked-up positions are validated when data is loaded, so that of one alone
   * only the table's own subscripts are asked for.
   *
   * @param guarded tables whose elements needn't be positions, since guards around the read ask
   */
  public static boolean provablyWithin(Value tensor, List<Subscript> at, Set<Value> guarded) {
    for (int axis = 0; axis < at.size(); axis++) {
      boolean inside = at.get(axis).asAtom().orElse(null) instanceof Subscript.Lookup l
          ? !guarded.contains(l.table()) && provablyWithin(l.table(), l.at(), guarded)
          : provablyWithin(at.get(axis), tensor.axes().get(axis).size());
      if (!inside) {
        return false;
      }
    }
    return true;
  }

  /** Whether a comparison with 0 holds for all values (true), for none (false), or can't be told. */
  Optional<Boolean> decide(ScalarFunction comparison) {
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
