package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A condition on two positions, `minus <= plus + offset`: one edge of a triangle, as that of a causal mask, or of a band along a
 * diagonal. Both indices are long, so that half of what an operation does can be left out.
 */
public record Band(Index plus, Index minus, Size offset) {

  /** Along shorter indices nothing is gained. */
  private static final long LEAST = 32;

  /** Bands that hold wherever a condition does. */
  static List<Band> of(Scalar condition) {
    if (condition instanceof Scalar.Apply a && a.function() == ScalarFunction.AND) {
      List<Band> both = new ArrayList<>(of(a.arguments().get(0)));
      both.addAll(of(a.arguments().get(1)));
      return both;
    }
    return Position.atLeastZero(condition).orElse(List.of()).stream().flatMap(p -> of(p).stream()).toList();
  }

  /** Bands that hold wherever a condition doesn't. */
  static List<Band> ofNot(Scalar condition) {
    return negated(condition).map(Band::of).orElse(List.of());
  }

  private static Optional<Scalar> negated(Scalar condition) {
    return condition instanceof Scalar.Apply a
        ? opposite(a.function()).map(f -> new Scalar.Apply(f, a.arguments()))
        : Optional.empty();
  }

  private static Optional<ScalarFunction> opposite(ScalarFunction comparison) {
    return switch (comparison) {
      case LT -> Optional.of(ScalarFunction.GE);
      case LE -> Optional.of(ScalarFunction.GT);
      case GT -> Optional.of(ScalarFunction.LE);
      case GE -> Optional.of(ScalarFunction.LT);
      default -> Optional.empty();
    };
  }

  private static Optional<Band> of(Subscript atLeastZero) {
    if (atLeastZero.terms().size() != 2) {
      return Optional.empty();
    }
    Subscript.Term a = atLeastZero.terms().get(0);
    Subscript.Term b = atLeastZero.terms().get(1);
    return of(a, b, atLeastZero.offset()).or(() -> of(b, a, atLeastZero.offset()));
  }

  private static Optional<Band> of(Subscript.Term plus, Subscript.Term minus, Size offset) {
    return plus.coefficient().is(1) && minus.coefficient().is(-1) && plus.atom() instanceof Index p
        && minus.atom() instanceof Index m && isLong(p) && isLong(m)
            ? Optional.of(new Band(p, m, offset))
            : Optional.empty();
  }

  private static boolean isLong(Index index) {
    return !index.size().isConstant() || index.size().constant() >= LEAST;
  }

  /** With other indices; empty where a position is no index. */
  Optional<Band> at(Map<Index, Subscript> places) {
    Subscript place = new Subscript(List.of(new Subscript.Term(plus, Size.ONE), new Subscript.Term(minus, Size.of(-1))),
        offset).substitute(places);
    return of(place);
  }

  public boolean mentions(Index index) {
    return plus.equals(index) || minus.equals(index);
  }

  /** In how much of all settings it holds. */
  double share(ToLongFunction<String> dims) {
    long least = minus.size().evaluate(dims);
    double inside = 0;
    for (long i = 0; i < plus.size().evaluate(dims); i++) {
      inside += Math.clamp(i + offset.evaluate(dims) + 1, 0, least);
    }
    return inside / (least * plus.size().evaluate(dims));
  }

  public Scalar condition() {
    return Position.compare(ScalarFunction.LE, Subscript.of((Subscript.Atom) minus),
        Subscript.of((Subscript.Atom) plus).plus(offset));
  }
}
