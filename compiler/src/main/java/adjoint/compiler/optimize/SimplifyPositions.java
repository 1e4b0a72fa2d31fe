package adjoint.compiler.optimize;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Index expressions by what is known of their ranges: `(h*4 + w) // 4` is `h` where `w < 4`, `(h*4 + w) % 4` is `w`,
 * `(i // 4)*4 + i % 4` is `i`, `(i // 2) // 3` is `i // 6`.
 */
final class SimplifyPositions {

  private final Map<Value, Size> limits;

  SimplifyPositions(Facts facts) {
    this.limits = facts.limits();
  }

  List<Subscript> simplify(List<Subscript> at) {
    List<Subscript> simple = at.stream().map(this::simplify).toList();
    return simple.equals(at) ? at : simple;
  }

  Subscript simplify(Subscript subscript) {
    boolean plain = subscript.terms().stream().allMatch(t -> t.atom() instanceof Index);
    return plain ? subscript : joined(subscript.mapAtoms(this::simplify));
  }

  private Subscript simplify(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> Subscript.of(i);
      case Subscript.Lookup l -> Subscript.of(new Subscript.Lookup(l.table(), simplify(l.at())));
      case Subscript.Quotient q -> quotient(simplify(q.of()), q.by());
      case Subscript.Remainder r -> remainder(simplify(r.of()), r.by());
    };
  }

  /** The terms that the number divides, divided, and the rest. */
  private record Parts(Subscript whole, Subscript rest) {

    private static Parts of(Subscript subscript, Size by) {
      Subscript whole = Subscript.ZERO;
      Subscript rest = Subscript.ZERO;
      for (Subscript.Term term : subscript.terms()) {
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
    if (Bounds.of(parts.rest(), limits).filter(b -> b.within(by)).isPresent()) {
      return parts.whole();
    }
    boolean nested = parts.rest().terms().size() == 1 && parts.rest().offset().is(0)
        && parts.rest().terms().getFirst().coefficient().is(1);
    Subscript rest = nested && parts.rest().terms().getFirst().atom() instanceof Subscript.Quotient inner
        ? inner.of().floorDiv(inner.by().times(by))
        : parts.rest().floorDiv(by);
    return parts.whole().plus(rest);
  }

  private Subscript remainder(Subscript of, Size by) {
    Subscript rest = Parts.of(of, by).rest();
    return Bounds.of(rest, limits).filter(b -> b.within(by)).isPresent() ? rest : rest.modulo(by);
  }

  /** `(x // n)·n·c + (x % n)·c` is `x·c`. */
  private Subscript joined(Subscript sum) {
    for (Subscript.Term low : sum.terms()) {
      if (low.atom() instanceof Subscript.Remainder r) {
        for (Subscript.Term high : sum.terms()) {
          Optional<Subscript> whole = whole(high, low, r);
          if (whole.isPresent()) {
            Subscript others = sum.minus(Subscript.of(low.atom()).times(low.coefficient()))
                .minus(Subscript.of(high.atom()).times(high.coefficient()));
            return simplify(others.plus(whole.get().times(low.coefficient())));
          }
        }
      }
    }
    return sum;
  }

  private static Optional<Subscript> whole(Subscript.Term high, Subscript.Term low, Subscript.Remainder r) {
    boolean place = high.coefficient().equals(low.coefficient().times(r.by()));
    if (!place || !(high.atom() instanceof Subscript.Quotient q) || !q.by().equals(r.by())) {
      return Optional.empty();
    }
    boolean cut = q.of().terms().size() == 1 && q.of().offset().is(0)
        && q.of().terms().getFirst().atom() instanceof Subscript.Remainder outer && outer.of().equals(r.of())
        && outer.by().dividedBy(r.by()).isPresent(); // (x % 6) % 2 is x % 2
    return q.of().equals(r.of()) || cut ? Optional.of(q.of()) : Optional.empty();
  }
}
