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
import java.util.Set;

/**
 * A sum that reads `y = a · w` reads a and w, where w doesn't depend on what is summed: so it can leave the sum
 * ({@link SimplifySums}). What a normalisation sends back to its mean and variance are then the sums that its bias and
 * weight need anyway, and y has one reader less.
 */
public final class ExposeFactors implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Map<Value, Comprehension> products = new HashMap<>();
    return graph.replace(d -> {
      if (!(d.operation() instanceof Comprehension c)) {
        return List.of(d);
      }
      if (c.isMap()) {
        products.put(d.result(), c);
      }
      return List.of(d.with(isSum(c) ? c.with(exposed(c.body(), new HashSet<>(c.over()), products)) : c));
    });
  }

  private static boolean isSum(Comprehension c) {
    return !c.isMap() && c.reduction() == Operation.Reduction.SUM;
  }

  /** With what its factors are made of, through signs and numerators. */
  private static Scalar exposed(Scalar body, Set<Index> over, Map<Value, Comprehension> products) {
    return switch (body) {
      case Scalar.Read r when products.containsKey(r.tensor()) -> {
        Scalar made = products.get(r.tensor()).bodyAt(r.at());
        yield leaves(made, over) ? exposed(made, over, products) : body;
      }
      case Scalar.Apply a when a.function() == ScalarFunction.MUL || a.function() == ScalarFunction.NEG ->
        a.mapChildren(c -> exposed(c, over, products));
      case Scalar.Apply a when a.function() == ScalarFunction.DIV -> Scalar.apply(ScalarFunction.DIV,
          exposed(a.arguments().getFirst(), over, products), a.arguments().getLast());
      default -> body;
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
