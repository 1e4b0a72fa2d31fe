package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Graph;
import adjoint.runtime.recipe.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A `train` block as graphs, and what the runtime needs to know beside them.
 *
 * @param step writes parameters, states and moments over
 * @param accumulate adds gradients up, where the recipe accumulates
 * @param rows and
 * @param reduce the evaluation of losses and metrics, cut where examples meet
 * @param metrics their names, in the order of the file
 */
public record LoweredTraining(Graph step, Optional<Graph> accumulate, Graph rows, Graph reduce, List<String> metrics,
    Recipe recipe) {

  public Stream<Graph> functions() {
    return Stream.concat(Stream.of(step, rows, reduce), accumulate.stream());
  }
}
