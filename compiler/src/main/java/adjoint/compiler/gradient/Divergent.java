package adjoint.compiler.gradient;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The values of some definitions that may not be finite though everything from outside is moderate: behind a division,
 * a logarithm, an exponential, unless what it is of keeps away from where they end.
 */
record Divergent(Set<Value> values, Ranges ranges) {

  /** The exponential of more isn't a float. */
  private static final double LARGEST_EXPONENT = 88;

  static final Divergent NOTHING = new Divergent(Set.of(), Ranges.unknown());

  /** Of these and of the definitions around. */
  Divergent with(List<Definition> definitions) {
    Divergent all = new Divergent(new HashSet<>(values), Ranges.of(definitions, ranges));
    all.collect(definitions);
    return all;
  }

  private void collect(List<Definition> definitions) {
    for (Definition definition : definitions) {
      Operation operation = definition.operation();
      collect(operation.inner());
      boolean makes = operation.scalars().stream().anyMatch(this::diverges);
      boolean reads = operation.operands().stream().anyMatch(values::contains)
          || operation.inner().stream().flatMap(d -> d.results().stream()).anyMatch(values::contains);
      if (makes || reads) {
        values.addAll(definition.results());
      }
    }
  }

  /** Whether it sums products of what is moderate, each operand's element being used several times. */
  boolean isModerateContraction(Operation.Comprehension c) {
    Set<Index> all = new HashSet<>(c.out());
    all.addAll(c.over());
    return !c.over().isEmpty() && Guards.factors(c.body()).stream().noneMatch(f -> f.indices().containsAll(all))
        && c.body().reads().stream().noneMatch(values::contains)
        && !diverges(c.body());
  }

  /** The factors of a product that may be infinite or no number, and the divisors that may be 0. */
  List<Scalar> factors(Scalar product) {
    List<Scalar> parts = new ArrayList<>();
    collect(product, false, parts);
    return parts;
  }

  /** The divisors among the parts that may be 0. */
  List<Scalar> divisors(Scalar divisor) {
    List<Scalar> parts = new ArrayList<>();
    collect(divisor, true, parts);
    return parts;
  }

  private void collect(Scalar scalar, boolean divides, List<Scalar> parts) {
    if (scalar instanceof Scalar.Apply a && Arriving.isProduct(a)) {
      boolean quotient = a.function() == ScalarFunction.DIV;
      collect(a.arguments().getFirst(), divides, parts);
      a.arguments().stream().skip(1).forEach(p -> collect(p, divides || quotient, parts));
    } else if (divides ? !ranges.of(scalar).isApartFromZero() : isWild(scalar)) {
      parts.add(scalar);
    }
  }

  private boolean isWild(Scalar scalar) {
    return diverges(scalar) || scalar.reads().stream().anyMatch(values::contains);
  }

  private boolean diverges(Scalar scalar) {
    return scalar.nodes().anyMatch(s -> s instanceof Scalar.Apply a && diverges(a)
        || s instanceof Scalar.Constant c && !Double.isFinite(c.value()));
  }

  /** Whether moderate arguments may give what isn't finite, being what they are. */
  private boolean diverges(Scalar.Apply node) {
    Interval x = ranges.of(node.arguments().getFirst());
    Scalar last = node.arguments().getLast();
    return node.function().diverges() && !switch (node.function()) {
      case DIV, FLOOR_DIV, MOD -> ranges.of(last).isApartFromZero();
      case SQRT -> x.low() >= 0;
      case LOG -> x.low() > 0;
      case LOG1P -> x.low() > -1;
      case EXP, EXPM1 -> x.high() <= LARGEST_EXPONENT;
      case POW -> x.low() > 0
          || last instanceof Scalar.Constant c && c.value() >= 0 && c.value() == Math.rint(c.value());
      default -> false;
    };
  }
}
