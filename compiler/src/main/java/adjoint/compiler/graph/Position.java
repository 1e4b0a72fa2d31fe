package adjoint.compiler.graph;

import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Optional;

/** Scalars that are index expressions, and the conditions on positions that guard reads. */
public final class Position {

  private Position() {}

  /** The index expression that a scalar is: a position, a size, a whole number, an element of an INT tensor, a sum. */
  public static Optional<Subscript> of(Scalar scalar) {
    return switch (scalar) {
      case Scalar.At a -> Optional.of(a.position());
      case Scalar.SizeOf s -> Optional.of(Subscript.of(s.size()));
      case Scalar.Constant c -> isWhole(c.value()) ? Optional.of(Subscript.of((long) c.value())) : Optional.empty();
      case Scalar.Read r -> r.tensor().element() == Element.INT
          ? Optional.of(Subscript.of(new Subscript.Lookup(r.tensor(), r.at())))
          : Optional.empty();
      case Scalar.Apply a -> of(a.function(), a.arguments());
      case Scalar.Select s -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
    };
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 40;
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
  public static List<Scalar> inRange(Subscript position, Size size) {
    Subscript end = Subscript.of(size);
    boolean low = Bounds.of(position).filter(b -> b.least().isAtLeast(Size.ZERO)).isPresent();
    boolean high = Bounds.of(position).filter(b -> size.isAtLeast(b.greatest().plus(1))).isPresent();
    Scalar atLeast = compare(ScalarFunction.GE, position, Subscript.ZERO);
    Scalar below = compare(ScalarFunction.LT, position, end);
    return low && high ? List.of() : low ? List.of(below) : high ? List.of(atLeast) : List.of(atLeast, below);
  }
}
