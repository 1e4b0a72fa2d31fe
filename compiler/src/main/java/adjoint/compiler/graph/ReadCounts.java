package adjoint.compiler.graph;

import java.util.HashMap;
import java.util.Map;

/** How often each value of a graph is read; what is handed on as a whole or looked up in counts as read often. */
public record ReadCounts(Map<Value, Integer> counts) {

  private static final int OFTEN = 2;

  /** The reads by definitions. */
  public static ReadCounts of(Graph graph) {
    ReadCounts all = new ReadCounts(new HashMap<>());
    graph.all().forEach(d -> all.count(d.operation()));
    return all;
  }

  /** The reads by definitions, and outputs as handed on. */
  public static ReadCounts withOutputs(Graph graph) {
    ReadCounts all = of(graph);
    graph.outputs().forEach(o -> all.add(o.value(), OFTEN));
    return all;
  }

  public int of(Value value) {
    return counts.getOrDefault(value, 0);
  }

  /** Whether one place reads it, and that place reads single elements. */
  public boolean isSingle(Value value) {
    return of(value) == 1;
  }

  private void add(Value value, int times) {
    counts.merge(value, times, Integer::sum);
  }

  private void count(Operation operation) {
    operation.scalars().forEach(s -> s.nodes().forEach(this::count));
    operation.places().forEach(this::count);
    operation.handed().forEach(v -> add(v, OFTEN));
  }

  private void count(Scalar node) {
    node.subscripts().forEach(this::count);
    if (node instanceof Scalar.Read r) {
      add(r.tensor(), 1);
    }
  }

  private void count(Subscript subscript) {
    subscript.tables().forEach(t -> add(t, OFTEN));
  }
}
