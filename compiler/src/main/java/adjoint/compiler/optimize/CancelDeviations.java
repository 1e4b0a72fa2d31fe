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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deviations from a mean add up to nothing: `Σ (x - Σ x / n)` is 0, and a term with it as a factor is nothing. That is
 * what a variance sends back to its mean, of a layer that a scan repeats as well.
 */
public final class CancelDeviations implements Pass {

  /** Below it every whole number is a double. */
  private static final double WHOLE = 0x1p53;

  @Override
  public Graph apply(Graph graph) {
    Known known = new Known(new HashMap<>(), new HashMap<>());
    Set<Value> zeros = new HashSet<>();
    return graph.replace(d -> List.of(cancel(d, known, zeros)));
  }

  /**
   * What came before.
   *
   * @param made comprehensions by what they define
   * @param stacks what a scan yields, by the tensor that holds it for every step
   */
  private record Known(Map<Value, Operation.Comprehension> made, Map<Value, Stacked> stacks) {

    private record Stacked(Index step, Value yield) {}

    void add(Definition definition, Operation.Scan scan) {
      for (int i = 0; i < scan.yields().size(); i++) {
        stacks.put(definition.results().get(scan.carries().size() + i), new Stacked(scan.step(), scan.yields().get(i)));
      }
    }

    /** In the body of the scan that made its tensors, where all are of one and are read at one step. */
    Optional<Scalar> inOneStep(Scalar scalar, List<Index> over) {
      Set<Index> scans = reads(scalar).map(r -> stacks.get(r.tensor()).step()).collect(Collectors.toSet());
      Set<Subscript> steps = reads(scalar).map(r -> r.at().getFirst()).collect(Collectors.toSet());
      boolean one = scans.size() == 1 && steps.size() == 1
          && steps.iterator().next().indices().stream().noneMatch(over::contains);
      return Optional.of(scalar).filter(s -> one).map(this::unstacked);
    }

    private Stream<Scalar.Read> reads(Scalar scalar) {
      return scalar.nodes().filter(Scalar.Read.class::isInstance).map(Scalar.Read.class::cast)
          .filter(r -> stacks.containsKey(r.tensor()));
    }

    private Scalar unstacked(Scalar scalar) {
      return scalar instanceof Scalar.Read r && stacks.containsKey(r.tensor())
          ? new Scalar.Read(stacks.get(r.tensor()).yield(), r.at().subList(1, r.at().size()))
          : scalar.mapChildren(this::unstacked);
    }
  }

  private static Definition cancel(Definition definition, Known known, Set<Value> zeros) {
    if (definition.operation() instanceof Operation.Scan scan) {
      known.add(definition, scan);
    }
    if (!(definition.operation() instanceof Operation.Comprehension c)) {
      return definition;
    }
    known.made().put(definition.result(), c);
    boolean sum = c.reduction() == Operation.Reduction.SUM && !c.over().isEmpty();
    Optional<Scalar> left = c.isMap() || sum ? without(c.body(), zeros) : Optional.of(c.body());
    if (left.isEmpty() || sum && isNothing(c, known)) {
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

  private static boolean isNothing(Operation.Comprehension c, Known known) {
    return isDeviation(c, known.made())
        || known.inOneStep(c.body(), c.over()).filter(body -> isDeviation(c.with(body), known.made())).isPresent();
  }

  /** Whether the body is `x - m`, m being the mean of x over the same indices. */
  private static boolean isDeviation(Operation.Comprehension c, Map<Value, Operation.Comprehension> known) {
    if (!(c.body() instanceof Scalar.Apply a) || a.function() != ScalarFunction.SUB) {
      return false;
    }
    Product mean = Product.flat(resolved(a.arguments().getLast(), known));
    Size count = c.over().stream().map(Index::size).reduce(Size.ONE, Size::times);
    boolean scaled = mean.sizes().isEmpty() && mean.numerators().size() == 1
        && divisor(mean).filter(count::equals).isPresent();
    return scaled && mean.numerators().getFirst() instanceof Scalar.Read sum && known.containsKey(sum.tensor())
        && isSumOf(a.arguments().getFirst(), c.over(), sum, known.get(sum.tensor()));
  }

  /** What it is divided by, if that is a size: numbers below a fraction, and what 2⁻ⁿ times it is divided by. */
  private static Optional<Size> divisor(Product product) {
    double number = 1 / product.coefficient();
    for (Scalar below : product.denominators()) {
      number *= below instanceof Scalar.Constant n ? n.value() : Double.NaN;
    }
    return number == Math.rint(number) && Math.abs(number) < WHOLE
        ? Optional.of(product.divisors().stream().reduce(Size.of((long) number), Size::times))
        : Optional.empty();
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
