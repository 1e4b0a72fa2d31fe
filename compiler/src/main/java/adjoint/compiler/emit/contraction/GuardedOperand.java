package adjoint.compiler.emit.contraction;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An operand that is a constant outside of some range of positions, as an image with a margin is: `body` where all of
 * `least` are at least 0, else `outside`. VectorLoop one index that is a run in the middle, so that no position is tested.
 */
record GuardedOperand(List<Subscript> least, Scalar body, double outside) {

  /** The guards around an operand; of one without guards an empty list of them. */
  static GuardedOperand of(Scalar operand) {
    if (operand instanceof Scalar.Select s && s.otherwise() instanceof Scalar.Constant c) {
      GuardedOperand inner = of(s.then());
      Optional<List<Subscript>> conditions = conditions(s.condition());
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
    return least.stream().map(axes::place).allMatch(s -> {
      Size step = s.coefficient(index);
      boolean affine = s.terms().stream().allMatch(t -> t.atom() instanceof Index);
      return affine && (step.is(0) || step.is(1) || step.is(-1));
    });
  }

  private static Optional<List<Subscript>> conditions(Scalar condition) {
    if (!(condition instanceof Scalar.Apply apply) || apply.arguments().size() != 2) {
      return Optional.empty();
    }
    Scalar a = apply.arguments().get(0);
    Scalar b = apply.arguments().get(1);
    if (apply.function() == ScalarFunction.AND) {
      return conditions(a).flatMap(x -> conditions(b).map(y -> joined(x, y)));
    }
    return position(a).flatMap(x -> position(b).flatMap(y -> comparison(apply.function(), x, y)));
  }

  private static List<Subscript> joined(List<Subscript> a, List<Subscript> b) {
    List<Subscript> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static Optional<List<Subscript>> comparison(ScalarFunction function, Subscript a, Subscript b) {
    return switch (function) {
      case GE -> Optional.of(List.of(a.minus(b)));
      case GT -> Optional.of(List.of(a.minus(b).plus(Size.of(-1))));
      case LE -> Optional.of(List.of(b.minus(a)));
      case LT -> Optional.of(List.of(b.minus(a).plus(Size.of(-1))));
      case EQ -> Optional.of(List.of(a.minus(b), b.minus(a)));
      default -> Optional.empty();
    };
  }

  /** A whole number as an index expression. */
  private static Optional<Subscript> position(Scalar scalar) {
    return switch (scalar) {
      case Scalar.At at -> Optional.of(at.position());
      case Scalar.SizeOf s -> Optional.of(Subscript.of(s.size()));
      case Scalar.Constant c when c.value() == (int) c.value() -> Optional.of(Subscript.of((int) c.value()));
      case Scalar.Constant c -> Optional.empty();
      case Scalar.Read r -> Optional.empty();
      case Scalar.Apply a -> Optional.empty();
      case Scalar.Select s -> Optional.empty();
      case Scalar.Draw d -> Optional.empty();
    };
  }
}
