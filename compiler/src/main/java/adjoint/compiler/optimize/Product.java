package adjoint.compiler.optimize;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scalar as `coefficient · Π numerators / Π denominators · Π sizes / Π divisors`, with numbers and sizes of dims
 * apart
 * from the rest.
 */
record Product(double coefficient, List<Scalar> numerators, List<Scalar> denominators, List<Size> sizes,
    List<Size> divisors) {

  static Product of(Scalar scalar) {
    Parts parts = new Parts();
    parts.add(scalar, false);
    parts.cancel();
    return new Product(parts.coefficient, List.copyOf(parts.numerators), List.copyOf(parts.denominators),
        List.copyOf(parts.sizes), List.copyOf(parts.divisors));
  }

  private static final class Parts {
    private double coefficient = 1;
    private final List<Scalar> numerators = new ArrayList<>();
    private final List<Scalar> denominators = new ArrayList<>();
    private final List<Size> sizes = new ArrayList<>();
    private final List<Size> divisors = new ArrayList<>();

    private void add(Scalar scalar, boolean below) {
      switch (scalar) {
        case Scalar.Constant c -> constant(c, below);
        case Scalar.SizeOf s -> (below ? divisors : sizes).add(s.size());
        case Scalar.Apply a -> apply(a, below);
        case Scalar.Read r -> other(r, below);
        case Scalar.At p -> other(p, below);
        case Scalar.Select s -> select(s, below);
        case Scalar.Draw d -> other(d, below);
      }
    }

    /** A divisor joins the coefficient where that is exact: dividing by 3 isn't multiplying by a third. */
    private void constant(Scalar.Constant c, boolean below) {
      boolean exact = !below || Math.abs(c.value()) == Math.scalb(1.0, Math.getExponent(c.value()));
      if (exact) {
        coefficient = below ? coefficient / c.value() : coefficient * c.value();
      } else {
        denominators.add(c);
      }
    }

    private void other(Scalar scalar, boolean below) {
      (below ? denominators : numerators).add(scalar);
    }

    private void apply(Scalar.Apply a, boolean below) {
      Scalar first = a.arguments().getFirst();
      Scalar last = a.arguments().getLast();
      switch (a.function()) {
        case NEG -> {
          coefficient = -coefficient;
          add(first, below);
        }
        case MUL -> {
          add(first, below);
          add(last, below);
        }
        case DIV -> {
          add(first, below);
          add(last, !below);
        }
        default -> other(a, below);
      }
    }

    /** `c ? 2/n : 0` is `2/n` times `c ? 1 : 0`, and `c ? 2/n : 3/n` is `c ? 2 : 3` divided by n. */
    private void select(Scalar.Select s, boolean below) {
      Product then = Product.of(s.then());
      Product otherwise = Product.of(s.otherwise());
      boolean oneHot = Arithmetic.is(s.otherwise(), 0) && then.isChosen();
      boolean shared = then.isScale() && otherwise.isScale() && otherwise.sizes.equals(then.sizes)
          && otherwise.divisors.equals(then.divisors) && !(then.sizes.isEmpty() && then.divisors.isEmpty());
      boolean fine = !below && then.isScaled() && Double.isFinite(then.coefficient) && then.coefficient != 0;
      if (!fine || !oneHot && !shared) {
        other(s, below);
        return;
      }
      coefficient *= oneHot ? then.coefficient : 1;
      sizes.addAll(then.sizes);
      divisors.addAll(then.divisors);
      numerators.add(oneHot
          ? new Scalar.Select(s.condition(), then.unscaled().scalar(), Scalar.ZERO)
          : new Scalar.Select(s.condition(), Scalar.of(then.coefficient), Scalar.of(otherwise.coefficient)));
    }

    private void cancel() {
      for (Size size : List.copyOf(sizes)) {
        if (divisors.remove(size)) {
          sizes.remove(size);
        }
      }
    }
  }

  /** Whether it is made of numbers and sizes only. */
  boolean isScale() {
    return numerators.isEmpty() && denominators.isEmpty();
  }

  /** Whether it is made of those and of choices between numbers. */
  private boolean isChosen() {
    return denominators.isEmpty() && numerators.stream().allMatch(n -> n instanceof Scalar.Select s
        && s.then() instanceof Scalar.Constant && s.otherwise() instanceof Scalar.Constant);
  }

  boolean isScaled() {
    return coefficient != 1 || !sizes.isEmpty() || !divisors.isEmpty();
  }

  /** The numbers and sizes without the rest. */
  Product scale() {
    return new Product(coefficient, List.of(), List.of(), sizes, divisors);
  }

  Product unscaled() {
    return new Product(1, numerators, denominators, List.of(), List.of());
  }

  Product times(double factor) {
    return new Product(coefficient * factor, numerators, denominators, sizes, divisors);
  }

  /** Numbers first, then the rest, then sizes: `2 * (a * b / c) / size(Batch)`. */
  Scalar scalar() {
    Optional<Scalar> above = numerators.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.MUL, a, b));
    boolean fraction = above.isEmpty() && (!denominators.isEmpty() || !divisors.isEmpty());
    Scalar rest = above.orElse(Scalar.of(fraction ? coefficient : 1));
    for (Scalar below : denominators) {
      rest = Scalar.apply(ScalarFunction.DIV, rest, below);
    }
    rest = fraction ? rest : Arithmetic.multiply(Scalar.of(coefficient), rest);
    for (Size size : sizes) {
      rest = Arithmetic.multiply(rest, new Scalar.SizeOf(size));
    }
    for (Size size : divisors) {
      rest = Scalar.apply(ScalarFunction.DIV, rest, new Scalar.SizeOf(size));
    }
    return rest;
  }
}
