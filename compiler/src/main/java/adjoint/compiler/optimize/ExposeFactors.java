package adjoint.compiler.optimize;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A sum that reads `y = a · w` reads a and w, where w doesn't depend on what is summed: so it can leave the sum
 * ({@link SimplifySums}). What a normalisation sends back to its mean and variance are then the sums that its bias and
 * weight need anyway, and y has one reader less. The mean that is subtracted from y stays that of y, since deviations from
 * it add up to nothing ({@link CancelDeviations}).
 */
public final class ExposeFactors implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Map<Value, Comprehension> products = new HashMap<>();
    Map<Value, Set<Value>> centred = centred(graph);
    return graph.replace(d -> {
      if (!(d.operation() instanceof Comprehension c)) {
        return List.of(d);
      }
      if (c.isMap()) {
        products.put(d.result(), c);
      }
      Set<Value> kept = centred.getOrDefault(d.result(), Set.of());
      Function<Value, Optional<Comprehension>> others =
          v -> kept.contains(v) ? Optional.empty() : Optional.ofNullable(products.get(v));
      return List.of(d.with(isSum(c) ? c.with(exposed(c.body(), new HashSet<>(c.over()), others)) : c));
    });
  }

  /** From what something is subtracted that is made of it and of numbers: by that. */
  private static Map<Value, Set<Value>> centred(Graph graph) {
    Map<Value, Value> madeOf = new HashMap<>();
    Map<Value, Set<Value>> centred = new HashMap<>();
    graph.all().filter(d -> d.operation() instanceof Comprehension).forEach(d -> {
      Scalar body = ((Comprehension) d.operation()).body();
      Set<Value> read = reads(body.nodes()).collect(Collectors.toSet());
      if (read.size() == 1) {
        madeOf.put(d.result(), read.iterator().next());
      }
      body.nodes().filter(ExposeFactors::isDifference).map(n -> (Scalar.Apply) n).forEach(n -> {
        List<Value> sides = reads(n.arguments().stream()).toList();
        Optional<Value> mean = Optional.of(sides.getLast());
        while (mean.isPresent() && !mean.get().equals(sides.getFirst())) {
          centred.computeIfAbsent(mean.get(), _ -> new HashSet<>()).add(sides.getFirst());
          mean = Optional.ofNullable(madeOf.get(mean.get()));
        }
      });
    });
    return centred;
  }

  private static boolean isDifference(Scalar scalar) {
    return scalar instanceof Scalar.Apply a && a.function() == ScalarFunction.SUB
        && a.arguments().stream().allMatch(Scalar.Read.class::isInstance);
  }

  private static Stream<Value> reads(Stream<Scalar> nodes) {
    return nodes.filter(Scalar.Read.class::isInstance).map(r -> ((Scalar.Read) r).tensor());
  }

  private static boolean isSum(Comprehension c) {
    return !c.isMap() && c.reduction() == Operation.Reduction.SUM;
  }

  /** With what its factors are made of, through signs and numerators. */
  private static Scalar exposed(Scalar body, Set<Index> over, Function<Value, Optional<Comprehension>> products) {
    return switch (body) {
      case Scalar.Read r -> products.apply(r.tensor()).map(c -> c.bodyAt(r.at())).filter(made -> leaves(made, over))
          .map(made -> exposed(made, over, products)).orElse(body);
      case Scalar.Apply a when a.function() == ScalarFunction.MUL || a.function() == ScalarFunction.NEG ->
        a.mapChildren(c -> exposed(c, over, products));
      case Scalar.Apply a when a.function() == ScalarFunction.DIV -> Scalar.apply(ScalarFunction.DIV,
          exposed(a.arguments().getFirst(), over, products), a.arguments().getLast());
      case Scalar.Constant _,Scalar.SizeOf _,Scalar.At _ -> body;
      case Scalar.Apply _,Scalar.Select _,Scalar.Draw _ -> body;
    };
  }

  /** Whether some of its factors don't depend on what is summed, and the others are in memory. */
  private static boolean leaves(Scalar made, Set<Index> over) {
    Product product = Product.flat(made);
    long stay = product.factors().stream().filter(f -> f.scalar().indices().stream().anyMatch(over::contains)).count();
    boolean inMemory = product.factors().stream()
        .filter(f -> f.scalar().indices().stream().anyMatch(over::contains))
        .allMatch(f -> !f.below() && f.scalar() instanceof Scalar.Read);
    return stay > 0 && stay < product.factors().size() && inMemory;
  }
}
