package adjoint.compiler.graph;

import java.util.List;

/**
 * A function on tensors, as comprehensions: definitions in an order in which each comes after what it reads.
 *
 * @param name what it is for: `step`, `rows`, `predict`
 */
public record Graph(String name, List<Input> inputs, List<Definition> definitions, List<Output> outputs) {

  /** A number above those of all values and indices. */
  public int next() {
    int inputs = this.inputs.stream().mapToInt(i -> i.value().id()).max().orElse(-1);
    return 1 + Math.max(inputs, definitions.stream().mapToInt(Graph::highest).max().orElse(-1));
  }

  private static int highest(Definition definition) {
    int results = definition.results().stream().mapToInt(Value::id).max().orElse(-1);
    return Math.max(results, switch (definition.operation()) {
      case Operation.Comprehension c -> Math.max(highest(c.out()), highest(c.over()));
      case Operation.ArgReduce a -> Math.max(highest(a.out()), a.over().id());
      case Operation.Scatter s -> Math.max(highest(s.out()), highest(s.over()));
      case Operation.Scan s -> {
        int entries = s.carries().stream().mapToInt(c -> c.entry().id()).max().orElse(-1);
        int body = s.body().stream().mapToInt(Graph::highest).max().orElse(-1);
        yield Math.max(s.step().id(), Math.max(entries, body));
      }
    });
  }

  private static int highest(List<Index> indices) {
    return indices.stream().mapToInt(Index::id).max().orElse(-1);
  }
}
