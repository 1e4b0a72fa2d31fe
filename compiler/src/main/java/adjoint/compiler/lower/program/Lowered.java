package adjoint.compiler.lower.program;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.train.LoweredTraining;
import adjoint.compiler.lower.train.RowSplit;
import adjoint.runtime.exchange.DeclaredTensor;
import adjoint.runtime.program.Layout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A checked file as graphs.
 *
 * @param name of the program: its `train` block's, else its last model's, else the file's
 * @param declared the parameters and states as the text has them
 * @param initialise gives every stored tensor its initial value
 * @param models by name, in inference mode
 * @param tests by name: each gives one BOOL for each assert, named by its line, and how far a `~=` is {@link #apart}
 */
public record Lowered(String name, Layout layout, List<DeclaredTensor> declared, Graph initialise,
    Map<String, Graph> models, Optional<LoweredTraining> training, Map<String, Graph> tests) {

  /** The output of a test that says by how much the two sides of a line's `~=` differ at most. */
  public static String apart(String line) {
    return line + " apart";
  }

  /** All that a program runs. */
  public List<Graph> functions() {
    Stream<Graph> untrained = Stream.concat(models.values().stream(), Stream.of(initialise));
    return Stream.concat(training.stream().flatMap(LoweredTraining::functions), untrained).toList();
  }

  /** Whether what a model says of an example depends on that example alone. */
  public boolean isRowwise(String model, String batch) {
    Graph graph = models.get(model);
    return RowSplit.isRowwise(graph, batch, graph.next());
  }
}
