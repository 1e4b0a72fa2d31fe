package adjoint.compiler.optimize;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.HashMap;
import java.util.Map;

/** How often each value is read; outputs, carries, yields and looked-up tensors count as read often. */
record Uses(Map<Value, Integer> counts) {

  private static final int OFTEN = 2;

  static Uses of(Graph graph) {
    Uses uses = new Uses(new HashMap<>());
    graph.outputs().forEach(o -> uses.add(o.value(), OFTEN));
    Rewriter.forEach(graph.definitions(), d -> uses.count(d.operation()));
    return uses;
  }

  boolean isSingle(Value value) {
    return counts.getOrDefault(value, 0) == 1;
  }

  private void add(Value value, int times) {
    counts.merge(value, times, Integer::sum);
  }

  private void count(Operation operation) {
    switch (operation) {
      case Operation.Comprehension c -> count(c.body());
      case Operation.ArgReduce a -> count(a.body());
      case Operation.Scatter s -> {
        count(s.body());
        s.at().forEach(p -> p.tables().forEach(t -> add(t, OFTEN)));
      }
      case Operation.Scan s -> s.operandsOfCarries().forEach(v -> add(v, OFTEN));
    }
  }

  private void count(Scalar scalar) {
    scalar.subscripts().forEach(s -> s.tables().forEach(t -> add(t, OFTEN)));
    if (scalar instanceof Scalar.Read r) {
      add(r.tensor(), 1);
    }
    scalar.children().forEach(this::count);
  }
}
