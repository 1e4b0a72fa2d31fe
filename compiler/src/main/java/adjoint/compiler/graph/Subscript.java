package adjoint.compiler.graph;

import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An index expression: a sum of atoms with coefficients, and an offset. `i*2 + k - 1` has two terms and the offset -1;
 * `h*W + w` merges two axes; a {@link Quotient} and a {@link Remainder} split one. No quotient is one of a quotient. What
 * is known of ranges makes it simpler still: {@link NormalForm}.
 *
 * @param terms each atom once, no coefficient 0, in the order in which they were added
 */
public record Subscript(List<Term> terms, Size offset) {

  public record Term(Atom atom, Size coefficient) {}

  /** What an index expression is a sum of. */
  public sealed interface Atom permits Index, Quotient, Remainder, Lookup {}

  /** `of // by`, rounded down; `by` is at least 1 wherever it is evaluated. */
  public record Quotient(Subscript of, Size by) implements Atom {
    public Quotient {
      requirePositive(by);
    }
  }

  /** `of % by`, from 0 to `by` exclusive, also of what is negative; `by` is at least 1 wherever it is evaluated. */
  public record Remainder(Subscript of, Size by) implements Atom {
    public Remainder {
      requirePositive(by);
    }
  }

  /** An element of an INT tensor: what a gather reads its position from. */
  public record Lookup(Value table, List<Subscript> at) implements Atom {}

  public static final Subscript ZERO = new Subscript(List.of(), Size.ZERO);

  public static Subscript of(Atom atom) {
    return new Subscript(List.of(new Term(atom, Size.ONE)), Size.ZERO);
  }

  public static Subscript of(Size offset) {
    return new Subscript(List.of(), offset);
  }

  public static Subscript of(long offset) {
    return of(Size.of(offset));
  }

  public static List<Subscript> of(List<Index> indices) {
    return indices.stream().map(i -> of((Atom) i)).toList();
  }

  public Subscript plus(Subscript other) {
    if (other.isConstant() || isConstant()) { // as most sums in the course of a substitution are
      return new Subscript(other.isConstant() ? terms : other.terms, offset.plus(other.offset));
    }
    Map<Atom, Size> sum = new LinkedHashMap<>();
    terms.forEach(t -> sum.put(t.atom(), t.coefficient()));
    other.terms.forEach(t -> sum.merge(t.atom(), t.coefficient(), Size::plus));
    List<Term> kept = new ArrayList<>();
    sum.forEach((atom, coefficient) -> {
      if (!coefficient.is(0)) {
        kept.add(new Term(atom, coefficient));
      }
    });
    return new Subscript(List.copyOf(kept), offset.plus(other.offset));
  }

  public Subscript times(Size factor) {
    if (factor.is(0)) {
      return ZERO;
    }
    if (factor.is(1)) {
      return this;
    }
    return new Subscript(terms.stream().map(t -> new Term(t.atom(), t.coefficient().times(factor))).toList(),
        offset.times(factor));
  }

  public Subscript minus(Subscript other) {
    return plus(other.times(Size.of(-1)));
  }

  public Subscript plus(Size size) {
    return plus(of(size));
  }

  /**
   * The quotient rounded down; exact where every coefficient and the offset divide, 0 for an index with no more places.
   * `(x // a) // b` is `x // (a·b)`.
   */
  public Subscript floorDiv(Size by) {
    if (isNegative(by)) {
      return times(Size.of(-1)).floorDiv(by.times(-1));
    }
    if (isConstant()) {
      return of(offset.floorDiv(by));
    }
    if (isBelow(by)) {
      return ZERO;
    }
    return asAtom().orElse(null) instanceof Quotient inner
        ? inner.of().floorDiv(inner.by().times(by))
        : exactly(by).orElseGet(() -> of(new Quotient(this, by)));
  }

  /** `this - (this // by)·by`. `(x % 6) % 2` is `x % 2`, and an index with no more places is itself. */
  public Subscript modulo(Size by) {
    if (isNegative(by)) {
      return times(Size.of(-1)).modulo(by.times(-1)).times(Size.of(-1));
    }
    if (isConstant()) {
      return of(offset.minus(offset.floorDiv(by).times(by)));
    }
    if (isBelow(by)) {
      return this;
    }
    return asAtom().orElse(null) instanceof Remainder outer && outer.by().dividedBy(by).isPresent()
        ? outer.of().modulo(by)
        : exactly(by).isPresent() ? ZERO : of(new Remainder(this, by));
  }

  private boolean isBelow(Size limit) {
    return asIndex().filter(index -> limit.isAtLeast(index.size())).isPresent();
  }

  private static boolean isNegative(Size size) {
    return Size.of(-1).isAtLeast(size);
  }

  private static void requirePositive(Size by) {
    if (Size.ZERO.isAtLeast(by)) {
      throw new IllegalArgumentException("a position divided by " + by);
    }
  }

  private Optional<Subscript> exactly(Size by) {
    Subscript quotient = ZERO;
    for (Term term : terms) {
      Optional<Size> coefficient = term.coefficient().dividedBy(by);
      if (coefficient.isEmpty()) {
        return Optional.empty();
      }
      quotient = quotient.plus(of(term.atom()).times(coefficient.get()));
    }
    Subscript sum = quotient;
    return offset.dividedBy(by).map(sum::plus);
  }

  /** The atom that it is, if it is one and nothing else. */
  public Optional<Atom> asAtom() {
    boolean alone = terms.size() == 1 && offset.is(0) && terms.getFirst().coefficient().is(1);
    return alone ? Optional.of(terms.getFirst().atom()) : Optional.empty();
  }

  /** The index variable that it is, if it is one and nothing else. */
  public Optional<Index> asIndex() {
    return asAtom().flatMap(atom -> atom instanceof Index i ? Optional.of(i) : Optional.empty());
  }

  /** Whether it is a sum of index variables alone, without quotients, remainders and lookups. */
  public boolean isAffine() {
    for (Term term : terms) {
      if (!(term.atom() instanceof Index)) {
        return false;
      }
    }
    return true;
  }

  public boolean isConstant() {
    return terms.isEmpty();
  }

  /** The coefficient of an index in the sum itself (not inside of quotients, remainders or lookups). */
  public Size coefficient(Index index) {
    return terms.stream().filter(t -> t.atom().equals(index)).map(Term::coefficient).findFirst().orElse(Size.ZERO);
  }

  /** All index variables in it, also inside of its atoms. */
  public Set<Index> indices() {
    Set<Index> all = new LinkedHashSet<>();
    for (Term term : terms) {
      switch (term.atom()) {
        case Index i -> all.add(i);
        case Quotient q -> all.addAll(q.of().indices());
        case Remainder r -> all.addAll(r.of().indices());
        case Lookup l -> l.at().forEach(s -> all.addAll(s.indices()));
      }
    }
    return all;
  }

  /** All lookups in it, also inside of its atoms; those inside of a lookup before it. */
  public Stream<Lookup> lookups() {
    return terms.stream().flatMap(term -> switch (term.atom()) {
      case Index i -> Stream.of();
      case Quotient q -> q.of().lookups();
      case Remainder r -> r.of().lookups();
      case Lookup l -> Stream.concat(l.at().stream().flatMap(Subscript::lookups), Stream.of(l));
    });
  }

  /** All tensors that its lookups read. */
  public Set<Value> tables() {
    if (isAffine()) { // as most are
      return Set.of();
    }
    Set<Value> all = new LinkedHashSet<>();
    lookups().forEach(l -> all.add(l.table()));
    return all;
  }

  /** With an index expression for each index variable; those that the map doesn't hold stay. */
  public Subscript substitute(Map<Index, Subscript> places) {
    return map(i -> places.getOrDefault(i, of(i)), Function.identity());
  }

  /** With every index variable and every looked-up tensor replaced. */
  public Subscript map(Function<Index, Subscript> index, Function<Value, Value> value) {
    return replace(index, l -> of(new Lookup(value.apply(l.table()), l.at())));
  }

  /** With every index variable and every lookup replaced; a lookup comes with its own places replaced already. */
  public Subscript replace(Function<Index, Subscript> index, Function<Lookup, Subscript> lookup) {
    return mapAtoms(atom -> switch (atom) {
      case Index i -> index.apply(i);
      case Quotient q -> q.of().replace(index, lookup).floorDiv(q.by());
      case Remainder r -> r.of().replace(index, lookup).modulo(r.by());
      case Lookup l ->
        lookup.apply(new Lookup(l.table(), l.at().stream().map(s -> s.replace(index, lookup)).toList()));
    });
  }

  /** With an index expression for each atom of the sum; what stands inside of atoms is left to the function. */
  public Subscript mapAtoms(Function<Atom, Subscript> atom) {
    Subscript sum = of(offset);
    for (Term term : terms) {
      sum = sum.plus(atom.apply(term.atom()).times(term.coefficient()));
    }
    return sum;
  }
}
