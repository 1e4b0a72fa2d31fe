package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Deviations from a mean add up to nothing: `Σ (x - Σ x / n)` is 0, and a term with it as a factor is nothing. That is
 * what a variance sends back to its mean.
 */
public final class CancelDeviations implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Map<Value, Operation.Comprehension> known = new HashMap<>();
    Set<Value> zeros = new HashSet<>();
    return graph.replace(d -> List.of(cancel(d, known, zeros)));
  }

  private static Definition cancel(Definition definition, Map<Value, Operation.Comprehension> known, Set<Value> zeros) {
    if (!(definition.operation() instanceof Operation.Comprehension c)) {
      return definition;
    }
    known.put(definition.result(), c);
    boolean sum = c.reduction() == Operation.Reduction.SUM && !c.over().isEmpty();
    Optional<Scalar> left = c.isMap() || sum ? without(c.body(), zeros) : Optional.of(c.body());
    if (left.isEmpty() || sum && isDeviation(c, known)) {
      zeros.add(definition.result());
      return definition.with(Operation.Comprehension.map(c.out(), Scalar.ZERO));
    }
    return definition.with(c.with(left.get()));
  }

  /** The scalar without the terms that are a product with one of these; nothing if no term is left. */
  private static Optional<Scalar> without(Scalar scalar, Set<Value> zeros) {
    if (zeros.isEmpty() || scalar instanceof Scalar.Read r && zeros.contains(r.tensor())) {
      return Optional.of(scalar).filter(s -> zeros.isEmpty());
    }
    return scalar instanceof Scalar.Apply a ? withoutTerms(a, zeros) : Optional.of(scalar);
  }

  private static Optional<Scalar> withoutTerms(Scalar.Apply a, Set<Value> zeros) {
    Scalar first = a.arguments().getFirst();
    Scalar last = a.arguments().getLast();
    return switch (a.function()) {
      case ADD, SUB -> sum(a.function(), without(first, zeros), without(last, zeros));
      case MUL -> without(first, zeros).flatMap(f -> without(last, zeros).map(l -> Scalar.apply(a.function(), f, l)));
      case DIV -> without(first, zeros).map(f -> Scalar.apply(a.function(), f, last));
      case NEG -> without(first, zeros).map(f -> Scalar.apply(a.function(), f));
      default -> Optional.of(a);
    };
  }

  private static Optional<Scalar> sum(ScalarFunction function, Optional<Scalar> left, Optional<Scalar> right) {
    if (left.isPresent() && right.isPresent()) {
      return Optional.of(Scalar.apply(function, left.get(), right.get()));
    }
    return left.or(() -> right.map(r -> function == ScalarFunction.SUB ? Scalar.apply(ScalarFunction.NEG, r) : r));
  }

  /** Whether the body is `x - m`, m being the mean of x over the same indices. */
  private static boolean isDeviation(Operation.Comprehension c, Map<Value, Operation.Comprehension> known) {
    if (!(c.body() instanceof Scalar.Apply a) || a.function() != ScalarFunction.SUB) {
      return false;
    }
    Product mean = Product.flat(resolved(a.arguments().getLast(), known));
    Size count = c.over().stream().map(Index::size).reduce(Size.ONE, Size::times);
    Size divisor = mean.divisors().stream().reduce(Size.ONE, Size::times);
    boolean scaled = mean.coefficient() == 1 && mean.sizes().isEmpty() && mean.denominators().isEmpty()
        && mean.numerators().size() == 1 && divisor.equals(count);
    return scaled && mean.numerators().getFirst() instanceof Scalar.Read sum && known.containsKey(sum.tensor())
        && isSumOf(a.arguments().getFirst(), c.over(), sum, known.get(sum.tensor()));
  }

  private static Scalar resolved(Scalar scalar, Map<Value, Operation.Comprehension> known) {
    if (!(scalar instanceof Scalar.Read r) || !known.containsKey(r.tensor())
        || !known.get(r.tensor()).over().isEmpty()) {
      return scalar;
    }
    return known.get(r.tensor()).bodyAt(r.at());
  }

  private static Map<Index, Subscript> places(Operation.Comprehension c, List<Subscript> at) {
    Map<Index, Subscript> places = new HashMap<>();
    for (int i = 0; i < at.size(); i++) {
      places.put(c.out().get(i), at.get(i));
    }
    return places;
  }

  private static boolean isSumOf(Scalar x, List<Index> over, Scalar.Read read, Operation.Comprehension sum) {
    boolean same = sum.reduction() == Operation.Reduction.SUM && sum.over().size() == over.size();
    Map<Index, Subscript> places = places(sum, read.at());
    for (int i = 0; same && i < over.size(); i++) {
      places.put(sum.over().get(i), Subscript.of(over.get(i)));
    }
    return same && sum.body().substitute(places).equals(x);
  }
}
