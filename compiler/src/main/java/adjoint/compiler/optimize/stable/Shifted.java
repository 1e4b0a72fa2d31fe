package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sum of exponentials less their largest exponent, which is taken off before: `Σ exp(x)` is `exp(m)·Σ exp(x - m)`.
 *
 * @param largest m, an element for each of the sum, to which no derivative goes
 * @param terms `exp(x - m)`, along the sum's axes and then those that it sums over
 * @param sum of these
 */
record Shifted(Value largest, Value terms, Value sum) {

  /** Exponents of -∞ only have no largest one that could be taken off; this is as good. */
  private static final double LEAST = -1e30;

  /** Of what is a sum of exponentials; nothing where the largest exponent is off already. */
  static Optional<Shifted> of(Comprehension sum, Makers makers) {
    return makers.exponent(sum.body()).filter(x -> !isShifted(x, makers)).map(x -> {
      Value most = makers.reduce("max", sum, Reduction.MAX, x);
      Value largest = makers.each("max", sum.out(), Scalar.apply(ScalarFunction.DETACH, Scalar.apply(
          ScalarFunction.MAXIMUM, at(most, sum.out()), Scalar.of(LEAST))));
      Scalar rest = Scalar.apply(ScalarFunction.SUB, x, at(largest, sum.out()));
      List<Index> all = Stream.concat(sum.out().stream(), sum.over().stream()).toList();
      Value terms = makers.each("exp", all, Scalar.apply(ScalarFunction.EXP, rest));
      return new Shifted(largest, terms, makers.reduce("sum", sum, Reduction.SUM, at(terms, all)));
    });
  }

  private static Scalar at(Value value, List<Index> out) {
    return GraphBuilder.read(value, out);
  }

  Scalar largest(List<Subscript> at) {
    return new Scalar.Read(largest, at);
  }

  Scalar term(List<Subscript> at, List<Subscript> over) {
    return new Scalar.Read(terms, Stream.concat(at.stream(), over.stream()).toList());
  }

  Scalar sum(List<Subscript> at) {
    return new Scalar.Read(sum, at);
  }

  private static boolean isShifted(Scalar x, Makers makers) {
    return makers.behind(x, ScalarFunction.SUB).filter(a -> isLargest(a.arguments().getLast(), makers)).isPresent();
  }

  private static boolean isLargest(Scalar x, Makers makers) {
    boolean inside = makers.behind(x) instanceof Scalar.Apply a
        && (a.function() == ScalarFunction.DETACH || a.function() == ScalarFunction.MAXIMUM)
        && isLargest(a.arguments().getFirst(), makers);
    return inside || makers.isMaximum(x);
  }
}
