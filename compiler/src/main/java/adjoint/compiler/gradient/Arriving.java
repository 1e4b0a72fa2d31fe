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
import java.util.function.UnaryOperator;

/**
 * An adjoint on its way back: what came in, times the partial derivatives that it passed.
 *
 * @param incoming the part of it that is exactly 0 where an inherited guard doesn't let through
 */
record Arriving(Scalar adjoint, Scalar incoming) {

  static Arriving of(Scalar incoming) {
    return new Arriving(incoming, incoming);
  }

  Arriving times(Scalar partial) {
    return new Arriving(Arithmetic.multiply(adjoint, partial), incoming);
  }

  /** Times a partial derivative that is 0 where a guard says so, as the sign of a number at 0. */
  Arriving timesZeroing(Scalar partial) {
    return new Arriving(Arithmetic.multiply(adjoint, partial), Arithmetic.multiply(incoming, partial));
  }

  Arriving over(Scalar divisor) {
    return new Arriving(Arithmetic.divide(adjoint, divisor), incoming);
  }

  Arriving negated() {
    return new Arriving(Arithmetic.negate(adjoint), incoming);
  }

  Arriving map(UnaryOperator<Scalar> change) {
    return new Arriving(change.apply(adjoint), change.apply(incoming));
  }

  /** Whether the guard must stand around something here: it chooses itself, or keeps a factor from being infinite. */
  boolean needs(Guard guard, List<Index> variables) {
    return !guard.inherited() || !exposed(guard, variables).isEmpty();
  }

  /**
   * The factors and divisors that a guard has to be around, since they may be infinite where it doesn't let through: those
   * that vary with all of its indices. One that varies with fewer is in what is let through, too.
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
    return parts.stream().filter(f -> !zeros.contains(f) && f.indices().containsAll(indices))
        .filter(f -> f.reads().stream().map(Value::element).anyMatch(Element.REAL::equals)).toList();
  }

  private static void collect(Scalar scalar, List<Scalar> parts) {
    boolean product = scalar instanceof Scalar.Apply a && (a.function() == ScalarFunction.NEG
        || a.function() == ScalarFunction.MUL || a.function() == ScalarFunction.DIV);
    if (product) {
      scalar.children().forEach(c -> collect(c, parts));
    } else {
      parts.add(scalar);
    }
  }
}
