package adjoint.compiler.graph;

import adjoint.compiler.graph.Subscript.Atom;
import adjoint.compiler.graph.Subscript.Lookup;
import adjoint.compiler.graph.Subscript.Quotient;
import adjoint.compiler.graph.Subscript.Remainder;
import adjoint.compiler.graph.Subscript.Term;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Index expressions by what is known of their ranges: `(h*4 + w) // 4` is `h` where `w < 4`, `(h*4 + w) % 4` is `w`,
 * `(i // 4)*4 + i % 4` is `i`.
 *
 * @param limits for INT tensors whose elements are known to be positions of a dim, the dim's size
 */
public record NormalForm(Map<Value, Size> limits) {

  /** The list itself where nothing is simpler. */
  public List<Subscript> of(List<Subscript> at) {
    List<Subscript> simple = at.stream().map(this::of).toList();
    return simple.equals(at) ? at : simple;
  }

  /** The same position for all values of its indices. */
  public Subscript of(Subscript subscript) {
    if (subscript.isAffine()) {
      return subscript;
    }
    Subscript sum = subscript.mapAtoms(this::of);
    Subscript joined = joined(sum);
    return joined.equals(sum) ? sum : of(joined);
  }

  private Subscript of(Atom atom) {
    return switch (atom) {
      case Index i -> Subscript.of(i);
      case Lookup l -> Subscript.of(new Lookup(l.table(), of(l.at())));
      case Quotient q -> quotient(of(q.of()), q.by());
      case Remainder r -> remainder(of(r.of()), r.by());
    };
  }

  /** The terms that the number divides, divided, and the rest. */
  private record Parts(Subscript whole, Subscript rest) {

    private static Parts of(Subscript subscript, Size by) {
      Subscript whole = Subscript.ZERO;
      Subscript rest = Subscript.ZERO;
      for (Term term : subscript.terms()) {
        Optional<Size> exact = term.coefficient().dividedBy(by);
        Subscript atom = Subscript.of(term.atom());
        whole = exact.isPresent() ? whole.plus(atom.times(exact.get())) : whole;
        rest = exact.isPresent() ? rest : rest.plus(atom.times(term.coefficient()));
      }
      Optional<Size> offset = subscript.offset().dividedBy(by);
      return offset.isPresent()
          ? new Parts(whole.plus(offset.get()), rest)
          : new Parts(whole, rest.plus(subscript.offset()));
    }
  }

  private Subscript quotient(Subscript of, Size by) {
    Parts parts = Parts.of(of, by);
    Optional<Size> common = Bounds.of(parts.rest(), limits).flatMap(b -> b.quotient(by));
    if (common.isPresent()) {
      return parts.whole().plus(common.get());
    }
    return parts.whole().plus(parts.rest().asAtom().orElse(null) instanceof Quotient inner
        ? quotient(inner.of(), inner.by().times(by))
        : parts.rest().floorDiv(by));
  }

  private Subscript remainder(Subscript of, Size by) {
    Subscript rest = Parts.of(of, by).rest();
    Optional<Size> common = Bounds.of(rest, limits).flatMap(b -> b.quotient(by));
    if (common.isPresent()) {
      return rest.plus(common.get().times(by).times(-1));
    }
    return rest.asAtom().orElse(null) instanceof Remainder outer && outer.by().dividedBy(by).isPresent()
        ? remainder(outer.of(), by)
        : rest.modulo(by);
  }

  /** With `(x // n)·n·c + (x % n)·c` as `x·c`, as often as it applies. */
  public static Subscript joined(Subscript sum) {
    for (Term low : sum.terms()) {
      if (low.atom() instanceof Remainder r) {
        for (Term high : sum.terms()) {
          Optional<Subscript> whole = high.atom() instanceof Quotient q ? whole(q, r) : Optional.empty();
          if (whole.isPresent() && high.coefficient().equals(low.coefficient().times(r.by()))) {
            Subscript others = sum.minus(Subscript.of(low.atom()).times(low.coefficient()))
                .minus(Subscript.of(high.atom()).times(high.coefficient()));
            return joined(others.plus(whole.get().times(low.coefficient())));
          }
        }
      }
    }
    return sum;
  }

  /** What was divided, where a quotient and a remainder are the two results of one division. */
  public static Optional<Subscript> whole(Quotient high, Remainder low) {
    if (low.of().floorDiv(low.by()).equals(Subscript.of(high))) {
      return Optional.of(low.of());
    }
    boolean cut = high.by().equals(low.by()) && high.of().asAtom().orElse(null) instanceof Remainder outer
        && outer.of().equals(low.of()) && outer.by().dividedBy(low.by()).isPresent(); // (x % 6) % 2 is x % 2
    return cut ? Optional.of(high.of()) : Optional.empty();
  }
}
