package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The numbers of values and indices in a graph. */
public final class Numbers {

  private Numbers() {}

  /** A number above all of them. */
  public static int above(Graph graph) {
    int inputs = graph.inputs().stream().mapToInt(i -> i.value().id()).max().orElse(0);
    return 1 + Math.max(inputs, highest(graph.definitions()));
  }

  private static int highest(List<Definition> definitions) {
    return definitions.stream().flatMapToInt(d -> IntStream.concat(
        d.results().stream().mapToInt(Value::id), numbers(d.operation()))).max().orElse(0);
  }

  private static IntStream numbers(Operation operation) {
    return switch (operation) {
      case Operation.Comprehension c -> ids(c.out(), c.over());
      case Operation.ArgReduce a -> ids(a.out(), List.of(a.over()));
      case Operation.Scatter s -> ids(s.out(), s.over());
      case Operation.Scan s -> IntStream.concat(IntStream.of(s.step().id(),
          highest(s.body())), s.carries().stream().mapToInt(c -> c.entry().id()));
    };
  }

  private static IntStream ids(List<Index> a, List<Index> b) {
    return Stream.concat(a.stream(), b.stream()).mapToInt(Index::id);
  }
}
