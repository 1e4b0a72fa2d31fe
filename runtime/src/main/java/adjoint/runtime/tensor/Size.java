package adjoint.runtime.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The size of an axis: a polynomial with integer coefficients in open dims and floor divisions, in normal form, so that
 * two sizes are equal as records exactly when their normal forms are. Fixed sizes are polynomials without atoms.
 *
 * @param terms sorted, no two with the same atoms, no coefficient 0; empty for the size 0
 */
public record Size(List<Term> terms) {

  public static final Size ZERO = new Size(List.of());
  public static final Size ONE = of(1);

  /** A coefficient times a product of atoms, sorted; an atom may stand in it several times. */
  public record Term(long coefficient, List<Atom> atoms) {}

  /** A part of a size that isn't known before the data arrive. */
  public sealed interface Atom permits Open, Floor {}

  /** An open dim, by name; at least 1. */
  public record Open(String name) implements Atom {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The quotient of two sizes rounded down, which no exact division could remove. */
  public record Floor(Size numerator, Size denominator) implements Atom {
    @Override
    public String toString() {
      return "(" + numerator + " // " + denominator.factor() + ")";
    }
  }

  public static Size of(long size) {
    return size == 0 ? ZERO : new Size(List.of(new Term(size, List.of())));
  }

  public static Size open(String name) {
    return new Size(List.of(new Term(1, List.of(new Open(name)))));
  }

  public boolean isConstant() {
    return terms.isEmpty() || (terms.size() == 1 && terms.get(0).atoms().isEmpty());
  }

  /** The value of a constant size. */
  public long constant() {
    if (!isConstant()) {
      throw new IllegalStateException("not a constant size: " + this);
    }
    return terms.isEmpty() ? 0 : terms.get(0).coefficient();
  }

  public boolean is(long value) {
    return isConstant() && constant() == value;
  }

  public Size plus(Size other) {
    if (isConstant() && other.isConstant()) {
      return of(Math.addExact(constant(), other.constant()));
    }
    List<Term> all = new ArrayList<>(terms);
    all.addAll(other.terms);
    return normal(all);
  }

  public Size minus(Size other) {
    return plus(other.times(-1));
  }

  public Size plus(long value) {
    return plus(of(value));
  }

  public Size times(long factor) {
    return scaled(factor);
  }

  public Size times(Size other) {
    if (other.isConstant()) {
      return scaled(other.constant());
    }
    if (isConstant()) {
      return other.scaled(constant());
    }
    List<Term> products = new ArrayList<>();
    for (Term a : terms) {
      for (Term b : other.terms) {
        List<Atom> atoms = new ArrayList<>(a.atoms());
        atoms.addAll(b.atoms());
        products.add(new Term(Math.multiplyExact(a.coefficient(), b.coefficient()), atoms));
      }
    }
    return normal(products);
  }

  private Size scaled(long factor) {
    if (factor == 0 || factor == 1) {
      return factor == 0 ? ZERO : this;
    }
    return isConstant()
        ? of(Math.multiplyExact(constant(), factor))
        : new Size(terms.stream().map(t -> new Term(Math.multiplyExact(t.coefficient(), factor), t.atoms())).toList());
  }

  /** The quotient where the division leaves no remainder whatever the open dims are. */
  public Optional<Size> dividedBy(Size divisor) {
    if (divisor.terms.size() != 1) {
      return equals(divisor) && !terms.isEmpty() ? Optional.of(ONE) : Optional.empty();
    }
    Term by = divisor.terms.get(0);
    List<Term> quotient = new ArrayList<>();
    for (Term term : terms) {
      List<Atom> atoms = new ArrayList<>(term.atoms());
      boolean divides = term.coefficient() % by.coefficient() == 0 && by.atoms().stream().allMatch(atoms::remove);
      if (!divides) {
        return Optional.empty();
      }
      quotient.add(new Term(term.coefficient() / by.coefficient(), atoms));
    }
    return Optional.of(normal(quotient));
  }

  /** The quotient rounded down: `(s·q + r) // s = q + r // s`; the divisor isn't 0. */
  public Size floorDiv(Size divisor) {
    if (of(-1).isAtLeast(divisor)) {
      return times(-1).floorDiv(divisor.times(-1));
    }
    Optional<Size> exact = dividedBy(divisor);
    if (exact.isPresent()) {
      return exact.get();
    }
    Size whole = ZERO;
    Size rest = ZERO;
    for (Term term : terms) {
      Size single = new Size(List.of(term));
      Optional<Size> quotient = single.dividedBy(divisor);
      whole = quotient.isPresent() ? whole.plus(quotient.get()) : whole;
      rest = quotient.isPresent() ? rest : rest.plus(single);
    }
    return whole.plus(rest.rounded(divisor));
  }

  /** The quotient of what the divisor doesn't divide: 0 or -1 where that can be shown, else an atom. */
  private Size rounded(Size divisor) {
    if (isConstant() && divisor.isConstant()) {
      return of(Math.floorDiv(constant(), divisor.constant()));
    }
    if (isAtLeast(ZERO) && divisor.isAtLeast(plus(1))) {
      return ZERO;
    }
    return of(-1).isAtLeast(this) && plus(divisor).isAtLeast(ZERO)
        ? of(-1)
        : new Size(List.of(new Term(1, List.of(new Floor(this, divisor)))));
  }

  /** Whether this is at least the other for all open dims of at least 1; false where that can't be shown. */
  public boolean isAtLeast(Size other) {
    return isConstant() && other.isConstant()
        ? constant() >= other.constant()
        : minus(other).isNotNegative();
  }

  private boolean isNotNegative() {
    if (isConstant()) {
      return constant() >= 0;
    }
    boolean term = shifted().terms.stream()
        .allMatch(t -> t.coefficient() >= 0 && t.atoms().stream().allMatch(Size::isNotNegative));
    return term || terms.stream().anyMatch(this::isNotNegativeBeyond);
  }

  private static boolean isNotNegative(Atom atom) {
    return !(atom instanceof Floor floor) || (floor.numerator().isNotNegative() && floor.denominator().isAtLeast(ONE));
  }

  /** Whether it is not negative whatever a quotient in it is, by `n - d + 1 <= d·(n // d) <= n`. */
  private boolean isNotNegativeBeyond(Term term) {
    if (term.atoms().size() != 1 || !(term.atoms().get(0) instanceof Floor floor)
        || !floor.denominator().isAtLeast(ONE)) {
      return false;
    }
    Size least = term.coefficient() > 0
        ? floor.numerator().minus(floor.denominator()).plus(1)
        : floor.numerator();
    Size others = minus(new Size(List.of(term)));
    return others.times(floor.denominator()).plus(least.times(term.coefficient())).isNotNegative();
  }

  /** With `1 + x` for each open dim `x`, so that non-negative coefficients show a non-negative value. */
  private Size shifted() {
    Size sum = ZERO;
    for (Term term : terms) {
      Size product = of(term.coefficient());
      for (Atom atom : term.atoms()) {
        Size same = new Size(List.of(new Term(1, List.of(atom))));
        product = product.times(atom instanceof Open ? same.plus(1) : same);
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  /** The names of all open dims in it, also inside of floor divisions. */
  public Set<String> openDims() {
    Set<String> names = new TreeSet<>();
    for (Term term : terms) {
      for (Atom atom : term.atoms()) {
        if (atom instanceof Open open) {
          names.add(open.name());
        } else if (atom instanceof Floor floor) {
          names.addAll(floor.numerator().openDims());
          names.addAll(floor.denominator().openDims());
        }
      }
    }
    return names;
  }

  /**
   * The number that this is for given open dims.
   *
   * @throws ArithmeticException where it doesn't fit 64 bits
   */
  public long evaluate(ToLongFunction<String> open) {
    long sum = 0;
    for (Term term : terms) {
      long product = term.coefficient();
      for (Atom atom : term.atoms()) {
        product = Math.multiplyExact(product, evaluate(atom, open));
      }
      sum = Math.addExact(sum, product);
    }
    return sum;
  }

  private static long evaluate(Atom atom, ToLongFunction<String> open) {
    if (atom instanceof Open o) {
      return open.applyAsLong(o.name());
    }
    Floor floor = (Floor) atom;
    return Math.floorDiv(floor.numerator().evaluate(open), floor.denominator().evaluate(open));
  }

  /** With sizes in place of open dims; those that the map doesn't hold stay. */
  public Size substitute(java.util.Map<String, Size> sizes) {
    if (isConstant()) {
      return this;
    }
    Size sum = ZERO;
    for (Term term : terms) {
      Size product = of(term.coefficient());
      for (Atom atom : term.atoms()) {
        product = product.times(substitute(atom, sizes));
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  private static Size substitute(Atom atom, java.util.Map<String, Size> sizes) {
    if (atom instanceof Open open) {
      return sizes.getOrDefault(open.name(), open(open.name()));
    }
    Floor floor = (Floor) atom;
    return floor.numerator().substitute(sizes).floorDiv(floor.denominator().substitute(sizes));
  }

  private static Size normal(List<Term> terms) {
    // Products of more atoms first, then by name: the order that people write polynomials in.
    TreeMap<List<Atom>, Long> sums = new TreeMap<>(
        Comparator.<List<Atom>>comparingInt(atoms -> -atoms.size()).thenComparing(Object::toString));
    for (Term term : terms) {
      List<Atom> atoms = new ArrayList<>(term.atoms());
      atoms.sort(Comparator.comparing(Object::toString));
      sums.merge(Collections.unmodifiableList(atoms), term.coefficient(), Math::addExact);
    }
    List<Term> kept = new ArrayList<>();
    sums.forEach((atoms, sum) -> {
      if (sum != 0) {
        kept.add(new Term(sum, List.copyOf(atoms)));
      }
    });
    return new Size(List.copyOf(kept));
  }

  private String factor() {
    return terms.size() > 1 ? "(" + this + ")" : toString();
  }

  @Override
  public String toString() {
    if (terms.isEmpty()) {
      return "0";
    }
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      String sign = term.coefficient() < 0 ? (text.isEmpty() ? "-" : " - ") : (text.isEmpty() ? "" : " + ");
      text.append(sign).append(product(term));
    }
    return text.toString();
  }

  private static String product(Term term) {
    long size = Math.abs(term.coefficient());
    String atoms = term.atoms().stream().map(Object::toString).collect(Collectors.joining("*"));
    if (atoms.isEmpty()) {
      return Long.toString(size);
    }
    return size == 1 ? atoms : size + "*" + atoms;
  }
}
