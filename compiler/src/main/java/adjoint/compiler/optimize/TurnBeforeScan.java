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
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A contraction in a scan wants the matrix that is the same in every step with its columns side by side. Where it has its
 * depth side by side, as weights have on the way back, it is transposed once before the scan and not in every step.
 */
public final class TurnBeforeScan implements Pass {

  /** Smaller matrices are no contraction's, or turned as fast as read. */
  private static final long SMALL = 1024;

  @Override
  public Graph apply(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    return graph.replace(
        d -> d.operation() instanceof Operation.Scan s ? new Turning(fresh, s).run(d) : List.of(d));
  }

  private static final class Turning {
    private final GraphBuilder fresh;
    private final Operation.Scan scan;
    private final Set<Value> inside = new HashSet<>();
    private final Map<List<Object>, Value> turned = new HashMap<>();
    private final List<Definition> before = new ArrayList<>();

    private Turning(GraphBuilder fresh, Operation.Scan scan) {
      this.fresh = fresh;
      this.scan = scan;
      scan.carries().forEach(c -> inside.add(c.entry()));
      scan.body().forEach(d -> inside.addAll(d.results()));
    }

    private List<Definition> run(Definition definition) {
      List<Definition> body = scan.body().stream().map(this::turn).toList();
      before.add(definition.with(scan.with(body)));
      return List.copyOf(before);
    }

    private Definition turn(Definition definition) {
      boolean product = definition.operation() instanceof Operation.Comprehension c && !c.over().isEmpty()
          && c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL;
      if (!product) {
        return definition;
      }
      Operation.Comprehension c = (Operation.Comprehension) definition.operation();
      Scalar factors = c.body().mapChildren(
          f -> f instanceof Scalar.Read r ? order(r, c).map(order -> turned(r, order, definition)).orElse(f) : f);
      return definition.with(c.with(factors));
    }

    /** The axes of a matrix in the order that suits; none where they are in such an order, or it is no such matrix. */
    private Optional<List<Integer>> order(Scalar.Read read, Operation.Comprehension c) {
      List<Index> at = read.at().stream().flatMap(s -> s.asIndex().stream()).toList();
      boolean matrix = at.size() == read.at().size() && new HashSet<>(at).size() == at.size() && !at.isEmpty()
          && !inside.contains(read.tensor()) && !at.contains(scan.step()) && c.over().contains(at.getLast())
          && at.stream().anyMatch(c.out()::contains) && read.tensor().count().isAtLeast(Size.of(SMALL));
      if (!matrix) {
        return Optional.empty();
      }
      List<Integer> order = new ArrayList<>();
      for (List<Index> indices : List.of(c.over(), c.out())) {
        for (int i = 0; i < at.size(); i++) {
          if (indices.contains(at.get(i))) {
            order.add(i);
          }
        }
      }
      return Optional.of(order);
    }

    private Scalar turned(Scalar.Read read, List<Integer> order, Definition user) {
      Value matrix = read.tensor();
      Value other = turned.computeIfAbsent(List.of(matrix, order), key -> {
        List<Index> at = fresh.indices(matrix.axes());
        Operation copy =
            Operation.Comprehension.map(order.stream().map(at::get).toList(), GraphBuilder.read(matrix, at));
        Value value = fresh.value(matrix.name(), matrix.element(), order.stream().map(matrix.axes()::get).toList());
        before.add(new Definition(List.of(value), copy, user.origin()));
        return value;
      });
      List<Subscript> at = order.stream().map(read.at()::get).toList();
      return new Scalar.Read(other, at);
    }
  }
}
