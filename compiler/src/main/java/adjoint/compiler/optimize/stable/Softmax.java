package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * `exp(x) / Σ exp(x)` is `exp(x - m) / Σ exp(x - m)` with m the largest x. Needed beyond |x| = 88, where the quotient is ∞/∞ or
 * 0/0.
 */
final class Softmax implements StableForm {

  @Override
  public String why() {
    return "the largest x is taken off before exp(x) / sum(exp(x)): beyond |x| = 88 exponentials overflow or "
        + "are all 0";
  }

  @Override
  public Optional<Scalar> apply(Scalar.Apply node, Makers makers) {
    if (node.function() != ScalarFunction.DIV) {
      return Optional.empty();
    }
    Optional<Scalar> x = makers.exponent(node.arguments().getFirst());
    Optional<Makers.Sum> sum = makers.sum(node.arguments().getLast());
    return x.flatMap(e -> sum.flatMap(s -> place(e, s, makers).flatMap(over -> quotient(s, over, makers))));
  }

  private static Optional<Scalar> quotient(Makers.Sum sum, List<Subscript> over, Makers makers) {
    List<Subscript> at = sum.element().at();
    return Shifted.of(sum.sum(), makers)
        .map(shifted -> Scalar.apply(ScalarFunction.DIV, shifted.term(at, over), shifted.sum(at)));
  }

  /** Where, along what is summed over, the exponential of x is a term of the sum. */
  private static Optional<List<Subscript>> place(Scalar x, Makers.Sum sum, Makers makers) {
    Comprehension c = sum.sum();
    Map<Index, Subscript> places = new HashMap<>();
    for (int i = 0; i < c.out().size(); i++) {
      places.put(c.out().get(i), sum.element().at().get(i));
    }
    return makers.exponent(c.body()).filter(e -> {
      match(e, x, c.over(), places);
      return places.keySet().containsAll(c.over()) && e.substitute(places).equals(x);
    }).map(e -> c.over().stream().map(places::get).toList());
  }

  /** Finds where the indices must be for the two to be the same, by reads at the same place of both. */
  private static void match(Scalar term, Scalar x, List<Index> over, Map<Index, Subscript> places) {
    List<Subscript> from = term.subscripts();
    List<Subscript> to = x.subscripts();
    for (int i = 0; i < Math.min(from.size(), to.size()); i++) {
      for (Index index : over) {
        if (from.get(i).equals(Subscript.of(index))) {
          places.putIfAbsent(index, to.get(i));
        }
      }
    }
    for (int i = 0; i < Math.min(term.children().size(), x.children().size()); i++) {
      match(term.children().get(i), x.children().get(i), over, places);
    }
  }
}
