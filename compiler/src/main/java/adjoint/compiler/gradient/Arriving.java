package adjoint.compiler.gradient;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An adjoint on its way back: what came in, times the partial derivatives that it passed.
 *
 * @param incoming the part of it that is exactly 0 where an inherited guard doesn't let through
 * @param wild the factors that may be infinite though what they are made of is moderate, and the divisors that may be 0
 * @param divergent tells which those are
 */
record Arriving(Scalar adjoint, Scalar incoming, List<Scalar> wild, Divergent divergent) {

  static Arriving of(Scalar incoming, Divergent divergent) {
    return new Arriving(incoming, incoming, List.of(), divergent);
  }

  Arriving times(Scalar partial) {
    return new Arriving(Arithmetic.multiply(adjoint, partial), incoming, and(divergent.factors(partial)), divergent);
  }

  /** Times a partial derivative that is 0 where a guard says so, as the sign of a number at 0. */
  Arriving timesZeroing(Scalar partial) {
    Scalar product = Arithmetic.multiply(adjoint, partial);
    return new Arriving(product, Arithmetic.multiply(incoming, partial), wild, divergent);
  }

  Arriving over(Scalar divisor) {
    return new Arriving(Arithmetic.divide(adjoint, divisor), incoming, and(divergent.divisors(divisor)), divergent);
  }

  Arriving negated() {
    return new Arriving(Arithmetic.negate(adjoint), incoming, wild, divergent);
  }

  Arriving map(UnaryOperator<Scalar> change) {
    return new Arriving(change.apply(adjoint), change.apply(incoming), wild.stream().map(change).toList(), divergent);
  }

  private List<Scalar> and(List<Scalar> others) {
    return Stream.concat(wild.stream(), others.stream()).toList();
  }

  /** Whether the guard must stand around something here: it chooses itself, or keeps a factor from being infinite. */
  boolean needs(Guard guard, List<Index> variables) {
    return !guard.inherited() || !exposed(guard, variables).isEmpty();
  }

  /**
   * The factors and divisors that a guard has to be around, since they may be infinite where it doesn't let through.
   * One that varies with fewer indices than the guard is in what is let through, too, unless nothing is: it counts if it
   * is wild. In products of tensors none of which varies with all indices, such as matrices, that is none.
   *
   * @param variables the indices that vary here; a step of a scan around doesn't
   */
  List<Scalar> exposed(Guard guard, List<Index> variables) {
    Set<Index> indices = new HashSet<>(guard.condition().indices());
    indices.retainAll(variables);
    List<Scalar> parts = new ArrayList<>();
    collect(adjoint, parts);
    List<Scalar> zeros = new ArrayList<>();
    collect(incoming, zeros);
    boolean contraction = parts.stream().noneMatch(f -> f.indices().containsAll(variables));
    Predicate<Scalar> varies = f -> guard.some().isEmpty() && f.indices().containsAll(indices)
        && f.reads().stream().map(Value::element).anyMatch(Element.REAL::equals);
    return parts.stream().filter(f -> !zeros.contains(f))
        .filter(f -> varies.test(f) || !contraction && wild.contains(f)).toList();
  }

  private static void collect(Scalar scalar, List<Scalar> parts) {
    if (scalar instanceof Scalar.Apply a && isProduct(a)) {
      a.arguments().forEach(c -> collect(c, parts));
    } else {
      parts.add(scalar);
    }
  }

  /** Whether its parts are factors, or a divisor. */
  static boolean isProduct(Scalar.Apply node) {
    return node.function() == ScalarFunction.NEG || node.function() == ScalarFunction.MUL
        || node.function() == ScalarFunction.DIV;
  }
}
