package adjoint.compiler.plan;

import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an expression may be another than a certain number.
 *
 * @param within the expression is `outside` where one of these doesn't hold; at least one
 */
record Extent(List<Band> within, double outside) {

  /** The one of a value's stores or of an expression's reads, where they are known. */
  interface OfReads {
    Optional<Extent> of(Scalar.Read read);
  }

  private static Optional<Extent> of(List<Band> within, double outside) {
    return within.isEmpty() ? Optional.empty() : Optional.of(new Extent(List.copyOf(within), outside));
  }

  /** The extent of an expression; empty where it has none. */
  static Optional<Extent> of(Scalar scalar, OfReads reads) {
    return switch (scalar) {
      case Scalar.Constant c -> Optional.empty();
      case Scalar.SizeOf s -> Optional.empty();
      case Scalar.At a -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
      case Scalar.Read r -> reads.of(r);
      case Scalar.Select s -> of(s, reads);
      case Scalar.Apply a -> of(a, reads);
    };
  }

  private static Optional<Extent> of(Scalar.Select s, OfReads reads) {
    if (s.otherwise() instanceof Scalar.Constant c) {
      return of(joined(Band.of(s.condition()), of(s.then(), reads), c.value()), c.value());
    }
    return s.then() instanceof Scalar.Constant c
        ? of(joined(Band.ofNot(s.condition()), of(s.otherwise(), reads), c.value()), c.value())
        : Optional.empty();
  }

  private static List<Band> joined(List<Band> bands, Optional<Extent> inner, double outside) {
    List<Band> all = new ArrayList<>(bands);
    inner.filter(e -> e.outside == outside).ifPresent(e -> e.within.stream().filter(b -> !all.contains(b))
        .forEach(all::add));
    return all;
  }

  /** A factor 0 makes a product 0, as a branch that isn't taken does, and what is infinite stays so in a sum. */
  private static Optional<Extent> of(Scalar.Apply a, OfReads reads) {
    if (a.arguments().isEmpty() || a.arguments().size() > 2) {
      return Optional.empty();
    }
    Optional<Extent> first = of(a.arguments().getFirst(), reads);
    Optional<Extent> last = of(a.arguments().getLast(), reads);
    return switch (a.function()) {
      case MUL -> product(first, last).or(() -> evaluated(a, first, last));
      case DIV -> zero(first).or(() -> evaluated(a, first, last));
      case ADD -> infinite(first, 1).or(() -> infinite(last, 1)).or(() -> evaluated(a, first, last));
      case SUB -> infinite(first, 1).or(() -> infinite(last, -1)).or(() -> evaluated(a, first, last));
      default -> evaluated(a, first, last);
    };
  }

  private static Optional<Extent> zero(Optional<Extent> extent) {
    return extent.filter(e -> e.outside == 0);
  }

  private static Optional<Extent> infinite(Optional<Extent> extent, int sign) {
    return extent.filter(e -> Double.isInfinite(e.outside)).map(e -> new Extent(e.within, sign * e.outside));
  }

  private static Optional<Extent> product(Optional<Extent> a, Optional<Extent> b) {
    Optional<Extent> left = zero(a);
    Optional<Extent> right = zero(b);
    return left.isPresent() ? of(joined(left.get().within, right, 0), 0) : right;
  }

  /** What a function makes of the numbers, where all arguments are numbers outside. */
  private static Optional<Extent> evaluated(Scalar.Apply a, Optional<Extent> first, Optional<Extent> last) {
    Optional<Extent> extent = first.or(() -> last);
    List<Double> outside = new ArrayList<>();
    for (Scalar argument : a.arguments()) {
      Optional<Extent> own = argument.equals(a.arguments().getFirst()) ? first : last;
      if (argument instanceof Scalar.Constant c) {
        outside.add(c.value());
      } else if (own.isPresent() && own.get().within.equals(extent.get().within)) {
        outside.add(own.get().outside);
      }
    }
    boolean known = extent.isPresent() && outside.size() == a.arguments().size() && !a.function().isPredicate();
    return known
        ? Optional.of(a.function().evaluate(outside)).filter(x -> !x.isNaN())
            .map(x -> new Extent(extent.get().within, x + 0.0))
        : Optional.empty();
  }

  /** The expression where the bands hold: without choices that they make. */
  static Scalar assume(Scalar scalar, List<Band> bands) {
    Scalar inner = scalar.mapChildren(s -> assume(s, bands));
    if (inner instanceof Scalar.Select s && isDecided(s.condition(), bands)) {
      return s.then();
    }
    return inner instanceof Scalar.Select s && !Band.ofNot(s.condition()).isEmpty()
        && bands.containsAll(Band.ofNot(s.condition()))
            ? s.otherwise()
            : inner;
  }

  /** Whether the condition holds wherever the bands do. */
  private static boolean isDecided(Scalar condition, List<Band> bands) {
    if (condition instanceof Scalar.Apply a && a.function() == ScalarFunction.AND) {
      return a.arguments().stream().allMatch(c -> isDecided(c, bands));
    }
    List<Band> own = Band.of(condition);
    return !own.isEmpty() && bands.containsAll(own) && own.size() == edges(condition);
  }

  /** How many bands a comparison is. */
  private static int edges(Scalar comparison) {
    return comparison instanceof Scalar.Apply a && a.function() == ScalarFunction.EQ ? 2 : 1;
  }

  /** The expression with all that is outside as a number. */
  static Scalar guarded(Scalar scalar, List<Band> bands, double outside) {
    Scalar condition = bands.stream().map(Band::condition)
        .reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b)).orElseThrow();
    return new Scalar.Select(condition, assume(scalar, bands), Scalar.of(outside));
  }
}
