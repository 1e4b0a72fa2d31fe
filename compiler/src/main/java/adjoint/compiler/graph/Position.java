package adjoint.compiler.graph;

import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Scalars that are index expressions, and the conditions on positions that guard reads. */
public final class Position {

  private Position() {}

  /** The index expression that a scalar is: a position, a size, a whole number, an element of an INT tensor, a sum. */
  public static Optional<Subscript> of(Scalar scalar) {
    return switch (scalar) {
      case Scalar.At a -> Optional.of(a.position());
      case Scalar.SizeOf s -> Optional.of(Subscript.of(s.size()));
      case Scalar.Constant c when c.value() == (int) c.value() -> Optional.of(Subscript.of((int) c.value()));
      case Scalar.Constant c -> Optional.empty();
      case Scalar.Read r -> r.tensor().element() == Element.INT
          ? Optional.of(Subscript.of(new Subscript.Lookup(r.tensor(), r.at())))
          : Optional.empty();
      case Scalar.Apply a -> of(a.function(), a.arguments());
      case Scalar.Select s -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
    };
  }

  private static Optional<Subscript> of(ScalarFunction function, List<Scalar> arguments) {
    return switch (function) {
      case NEG -> of(arguments.getFirst()).map(p -> p.times(Size.of(-1)));
      case ADD -> of(arguments.get(0)).flatMap(a -> of(arguments.get(1)).map(a::plus));
      case SUB -> of(arguments.get(0)).flatMap(a -> of(arguments.get(1)).map(a::minus));
      case MUL -> of(arguments.get(0)).flatMap(a -> of(arguments.get(1)).flatMap(b -> product(a, b)));
      case FLOOR_DIV -> divisor(arguments.get(1)).flatMap(by -> of(arguments.get(0)).map(a -> a.floorDiv(by)));
      case MOD -> divisor(arguments.get(1)).flatMap(by -> of(arguments.get(0)).map(a -> a.modulo(by)));
      default -> Optional.empty();
    };
  }

  private static Optional<Subscript> product(Subscript a, Subscript b) {
    return a.isConstant()
        ? Optional.of(b.times(a.offset()))
        : b.isConstant() ? Optional.of(a.times(b.offset())) : Optional.empty();
  }

  private static Optional<Size> divisor(Scalar scalar) {
    return of(scalar).filter(Subscript::isConstant).map(Subscript::offset).filter(s -> s.isAtLeast(Size.ONE));
  }

  /** `a op b` on positions. */
  public static Scalar compare(ScalarFunction comparison, Subscript a, Subscript b) {
    return Scalar.apply(comparison, new Scalar.At(a), new Scalar.At(b));
  }

  /** `0 <= position` and `position < size`, those of both that can't be shown; nothing if both can. */
  public static List<Scalar> inRange(Subscript position, Size size, Map<Value, Size> limits) {
    return inRange(position, size, limits, end -> new Scalar.At(Subscript.of(end)));
  }

  /**
   * The same conditions, with numbers as they are written down there: lowering writes a known size as a constant.
   *
   * @param limits of INT tensors, as in {@link Bounds#of(Subscript, Map)}
   * @param end how a size stands in them
   */
  public static List<Scalar> inRange(Subscript position, Size size, Map<Value, Size> limits,
      Function<Size, Scalar> end) {
    Optional<Bounds> bounds = Bounds.of(position, limits);
    List<Scalar> conditions = new ArrayList<>();
    if (bounds.filter(b -> b.least().isAtLeast(Size.ZERO)).isEmpty()) {
      conditions.add(Scalar.apply(ScalarFunction.GE, new Scalar.At(position), end.apply(Size.ZERO)));
    }
    if (bounds.filter(b -> size.isAtLeast(b.greatest().plus(1))).isEmpty()) {
      conditions.add(Scalar.apply(ScalarFunction.LT, new Scalar.At(position), end.apply(size)));
    }
    return conditions;
  }

  /** `a - b` of a comparison `a op b`, if both are positions. */
  public static Optional<Subscript> difference(Scalar comparison) {
    return comparison instanceof Scalar.Apply a && a.function().isPredicate() && a.arguments().size() == 2
        ? of(a.arguments().get(0)).flatMap(left -> of(a.arguments().get(1)).map(left::minus))
        : Optional.empty();
  }

  /**
   * Positions that are at least 0, all of them, where a comparison of positions, or several joined by AND, hold, and only
   * there.
   */
  public static Optional<List<Subscript>> atLeastZero(Scalar condition) {
    if (!(condition instanceof Scalar.Apply a)) {
      return Optional.empty();
    }
    if (a.function() == ScalarFunction.AND) {
      return atLeastZero(a.arguments().get(0)).flatMap(x -> atLeastZero(a.arguments().get(1))
          .map(y -> Stream.concat(x.stream(), y.stream()).toList()));
    }
    return difference(a).filter(d -> d.tables().isEmpty()).flatMap(d -> atLeastZero(a.function(), d));
  }

  private static Optional<List<Subscript>> atLeastZero(ScalarFunction comparison, Subscript difference) {
    Subscript negative = difference.times(Size.of(-1));
    return switch (comparison) {
      case GE -> Optional.of(List.of(difference));
      case GT -> Optional.of(List.of(difference.plus(Size.of(-1))));
      case LE -> Optional.of(List.of(negative));
      case LT -> Optional.of(List.of(negative.plus(Size.of(-1))));
      case EQ -> Optional.of(List.of(difference, negative));
      default -> Optional.empty();
    };
  }

  /** Whether a comparison of positions holds wherever it is evaluated (true), nowhere (false), or can't be told. */
  public static Optional<Boolean> decide(Scalar comparison, Map<Value, Size> limits) {
    return comparison instanceof Scalar.Apply a
        ? difference(a).flatMap(d -> Bounds.of(d, limits)).flatMap(b -> b.decide(a.function()))
        : Optional.empty();
  }

  /** The tables whose elements a condition compares with numbers. */
  public static Set<Value> compared(Scalar condition) {
    Set<Value> tables = new HashSet<>();
    difference(condition).flatMap(d -> d.minus(Subscript.of(d.offset())).asAtom()).ifPresent(atom -> {
      if (atom instanceof Subscript.Lookup l) {
        tables.add(l.table());
      }
    });
    condition.children().forEach(c -> tables.addAll(compared(c)));
    return tables;
  }
}
