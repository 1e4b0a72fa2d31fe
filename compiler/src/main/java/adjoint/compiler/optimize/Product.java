package adjoint.compiler.optimize;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A scalar as `coefficient · factors · Π sizes / Π divisors`, with numbers and sizes of dims apart from the rest.
 *
 * <p>Numerics: the factors are multiplied and divided by in their order and grouping, so that nothing overflows or vanishes
 * that doesn't as it is written. What moves are numbers that matter little for that: the coefficient stays between 2⁻²⁴
 * and 2²⁴, and a number that would take it farther is a factor.
 */
record Product(double coefficient, List<Factor> factors, List<Size> sizes, List<Size> divisors) {

  private static final double MODERATE = 0x1p24;

  /** @param below whether it divides */
  record Factor(Scalar scalar, boolean below) {}

  /** With the factors grouped as they are written: of `a * (b * c)` these are `a` and `b * c`. */
  static Product of(Scalar scalar) {
    return of(scalar, false);
  }

  /** With the factors of factors as factors, those that divide last: for what has to regroup them. */
  static Product flat(Scalar scalar) {
    Product product = of(scalar, true);
    return new Product(product.coefficient, Stream.of(false, true)
        .flatMap(below -> product.factors.stream().filter(f -> f.below() == below)).toList(), product.sizes,
        product.divisors);
  }

  private static Product of(Scalar scalar, boolean flat) {
    Parts parts = new Parts(flat);
    parts.add(scalar, false);
    parts.cancel();
    return new Product(parts.coefficient, List.copyOf(parts.factors), List.copyOf(parts.sizes),
        List.copyOf(parts.divisors));
  }

  private static final class Parts {
    private final boolean flat;
    private double coefficient = 1;
    private final List<Factor> factors = new ArrayList<>();
    private final List<Size> sizes = new ArrayList<>();
    private final List<Size> divisors = new ArrayList<>();

    private Parts(boolean flat) {
      this.flat = flat;
    }

    private void add(Scalar scalar, boolean below) {
      switch (scalar) {
        case Scalar.Constant c -> constant(c, below);
        case Scalar.SizeOf s -> (below ? divisors : sizes).add(s.size());
        case Scalar.Apply a -> apply(a, below);
        case Scalar.Read r -> factors.add(new Factor(r, below));
        case Scalar.At p -> factors.add(new Factor(p, below));
        case Scalar.Select s -> select(s, below);
        case Scalar.Draw d -> factors.add(new Factor(d, below));
      }
    }

    /** A divisor joins the coefficient where that is exact: dividing by 3 isn't multiplying by a third. */
    private void constant(Scalar.Constant c, boolean below) {
      double joined = below ? coefficient / c.value() : coefficient * c.value();
      if (isModerate(joined) && (!below || isPowerOfTwo(c.value()))) {
        coefficient = joined;
      } else {
        factors.add(new Factor(c, below));
      }
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
          operand(first, below);
          operand(last, below);
        }
        case DIV -> {
          operand(first, below);
          operand(last, !below);
        }
        default -> factors.add(new Factor(a, below));
      }
    }

    /** A product beside other factors stays one; its numbers and sizes come out of it. */
    private void operand(Scalar scalar, boolean below) {
      Product product = Product.of(scalar, flat);
      boolean joins = flat || product.factors.size() <= 1 || factors.isEmpty() && !below;
      double joined = below ? coefficient / product.coefficient : coefficient * product.coefficient;
      boolean moves = isModerate(joined) && (!below || isPowerOfTwo(product.coefficient));
      Product rest =
          moves ? product.unscaled() : new Product(product.coefficient, product.factors, List.of(), List.of());
      coefficient = moves ? joined : coefficient;
      (below ? divisors : sizes).addAll(product.sizes);
      (below ? sizes : divisors).addAll(product.divisors);
      if (!moves || !joins) {
        factors.add(new Factor(rest.scalar(), below));
      } else {
        rest.factors.forEach(f -> factors.add(new Factor(f.scalar(), f.below() != below)));
      }
    }

    /** `c ? 2/n : 0` is `2/n` times `c ? 1 : 0`, and `c ? 2/n : 3/n` is `c ? 2 : 3` divided by n. */
    private void select(Scalar.Select s, boolean below) {
      Product then = Product.of(s.then());
      Product otherwise = Product.of(s.otherwise());
      boolean oneHot = Arithmetic.is(s.otherwise(), 0) && then.isChosen();
      boolean shared = then.isScale() && otherwise.isScale() && otherwise.sizes.equals(then.sizes)
          && otherwise.divisors.equals(then.divisors) && !(then.sizes.isEmpty() && then.divisors.isEmpty());
      boolean fine = !below && then.isScaled() && isModerate(coefficient * then.coefficient);
      if (!fine || !oneHot && !shared) {
        factors.add(new Factor(s, below));
        return;
      }
      coefficient *= oneHot ? then.coefficient : 1;
      sizes.addAll(then.sizes);
      divisors.addAll(then.divisors);
      factors.add(new Factor(oneHot
          ? new Scalar.Select(s.condition(), then.unscaled().scalar(), Scalar.ZERO)
          : new Scalar.Select(s.condition(), Scalar.of(then.coefficient), Scalar.of(otherwise.coefficient)), false));
    }

    private void cancel() {
      for (Size size : List.copyOf(sizes)) {
        if (divisors.remove(size)) {
          sizes.remove(size);
        }
      }
    }
  }

  private static boolean isModerate(double number) {
    return Math.abs(number) <= MODERATE && Math.abs(number) >= 1 / MODERATE;
  }

  private static boolean isPowerOfTwo(double number) {
    return Math.abs(number) == Math.scalb(1.0, Math.getExponent(number));
  }

  List<Scalar> numerators() {
    return factors.stream().filter(f -> !f.below()).map(Factor::scalar).toList();
  }

  List<Scalar> denominators() {
    return factors.stream().filter(Factor::below).map(Factor::scalar).toList();
  }

  /** Whether it is made of numbers and sizes only. */
  boolean isScale() {
    return factors.isEmpty();
  }

  /** Whether it is made of those and of choices between numbers. */
  private boolean isChosen() {
    return factors.stream().allMatch(f -> !f.below() && f.scalar() instanceof Scalar.Select s
        && s.then() instanceof Scalar.Constant && s.otherwise() instanceof Scalar.Constant);
  }

  boolean isScaled() {
    return coefficient != 1 || !sizes.isEmpty() || !divisors.isEmpty();
  }

  /** The numbers and sizes without the rest. */
  Product scale() {
    return with(List.of());
  }

  Product unscaled() {
    return new Product(1, factors, List.of(), List.of());
  }

  /** With these factors. */
  Product with(List<Factor> others) {
    return new Product(coefficient, others, sizes, divisors);
  }

  Product times(double factor) {
    return new Product(coefficient * factor, factors, sizes, divisors);
  }

  /** Numbers first, then the rest, then sizes: `2 * (a * b / c) / size(Batch)`. */
  Scalar scalar() {
    List<Factor> ordered = ordered();
    boolean fraction = ordered.isEmpty() ? !divisors.isEmpty() : ordered.getFirst().below();
    Scalar rest = Scalar.of(fraction ? coefficient : 1);
    for (Factor factor : ordered) {
      boolean first = !fraction && factor == ordered.getFirst();
      rest = first
          ? factor.scalar()
          : Scalar.apply(factor.below() ? ScalarFunction.DIV : ScalarFunction.MUL, rest, factor.scalar());
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

  /** `1 / b * a` is `a / b`. */
  private List<Factor> ordered() {
    Optional<Factor> above = factors.stream().filter(f -> !f.below()).findFirst();
    if (above.isEmpty() || factors.indexOf(above.get()) != 1) {
      return factors;
    }
    List<Factor> ordered = new ArrayList<>(factors);
    ordered.set(1, factors.getFirst());
    ordered.set(0, above.get());
    return ordered;
  }
}
