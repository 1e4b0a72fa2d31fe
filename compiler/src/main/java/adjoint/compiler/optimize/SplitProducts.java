package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A contraction sums a product of two reads. Of more factors, those over the same indices are multiplied first; a
 * factor
 * that is more than a (guarded) read is made first.
 */
public final class SplitProducts implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    return graph.replace(
        d -> d.operation() instanceof Operation.Comprehension c && isContraction(c) ? split(d, c, fresh) : List.of(d));
  }

  /** Whether no factor has all the indices: then an element of each operand is used several times. */
  private static boolean isContraction(Operation.Comprehension c) {
    Product product = Product.flat(c.body());
    Set<Index> all = new HashSet<>(c.out());
    all.addAll(c.over());
    return !c.over().isEmpty() && c.reduction() == Operation.Reduction.SUM && product.denominators().isEmpty()
        && !product.isScaled() && product.numerators().size() >= 2
        && product.numerators().stream().noneMatch(f -> f.indices().containsAll(all));
  }

  private static List<Definition> split(Definition definition, Operation.Comprehension c, GraphBuilder fresh) {
    List<Scalar> factors = new ArrayList<>(Product.flat(c.body()).numerators());
    Set<Index> all = new HashSet<>(c.out());
    all.addAll(c.over());
    while (factors.size() > 2 && join(factors, all)) {
      // joined one more pair
    }
    if (factors.size() != 2) {
      return List.of(definition);
    }
    List<Definition> made = new ArrayList<>();
    Scalar left = operand(factors.get(0), definition, fresh, made);
    Scalar right = operand(factors.get(1), definition, fresh, made);
    made.add(definition.with(c.with(Scalar.apply(ScalarFunction.MUL, left, right))));
    return List.copyOf(made);
  }

  /** Multiplies the two factors with the fewest indices together, as long as these aren't all of them. */
  private static boolean join(List<Scalar> factors, Set<Index> all) {
    Optional<int[]> best = Optional.empty();
    long least = Long.MAX_VALUE;
    for (int a = 0; a < factors.size(); a++) {
      for (int b = a + 1; b < factors.size(); b++) {
        Set<Index> union = new HashSet<>(factors.get(a).indices());
        union.addAll(factors.get(b).indices());
        long size = union.stream().map(i -> i.size().evaluate(n -> 64)).reduce(1L, Math::multiplyExact);
        if (!union.containsAll(all) && size < least) {
          least = size;
          best = Optional.of(new int[]{a, b});
        }
      }
    }
    best.ifPresent(pair -> {
      Scalar joined = Scalar.apply(ScalarFunction.MUL, factors.get(pair[0]), factors.get(pair[1]));
      factors.set(pair[0], joined);
      factors.remove(pair[1]);
    });
    return best.isPresent();
  }

  private static Scalar operand(Scalar factor, Definition definition, GraphBuilder fresh, List<Definition> made) {
    boolean read = factor instanceof Scalar.Read
        || factor instanceof Scalar.Select s && isPlain(s.then()) && isPlain(s.otherwise());
    if (read) {
      return factor;
    }
    Map<Index, Subscript> places = new HashMap<>();
    List<Index> at = new ArrayList<>(new LinkedHashSet<>(factor.indices()));
    List<Index> bound = definition.operation() instanceof Operation.Comprehension c
        ? at.stream().filter(i -> c.out().contains(i) || c.over().contains(i)).toList()
        : at;
    List<Index> out = new ArrayList<>();
    for (Index index : bound) {
      out.add(fresh.index(index.axis()));
      places.put(index, Subscript.of(out.getLast()));
    }
    Operation product = Operation.Comprehension.map(out, factor.substitute(places));
    Value value = fresh.value(definition.result().name(), factor.element(), product.results().getFirst().axes());
    made.add(new Definition(List.of(value), product, definition.origin()));
    return GraphBuilder.read(value, bound);
  }

  private static boolean isPlain(Scalar scalar) {
    return scalar instanceof Scalar.Read || scalar instanceof Scalar.Constant;
  }
}
