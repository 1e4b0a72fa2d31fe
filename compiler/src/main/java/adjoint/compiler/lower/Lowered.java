package adjoint.compiler.lower;

import adjoint.compiler.graph.Graph;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked file as graphs.
 *
 * @param name of the program: its `train` block's, else its last model's, else the file's
 * @param initialise gives every stored tensor its initial value
 * @param models by name, in inference mode
 * @param tests by name: each gives one BOOL for each assert, named by its line
 */
public record Lowered(String name, Layout layout, Graph initialise, Map<String, Graph> models,
    Optional<Training> training,
    Map<String, Graph> tests) {

  /**
   * @param step writes parameters, states and moments over
   * @param accumulate adds gradients up, where the recipe accumulates
   * @param rows and
   * @param reduce the evaluation of losses and metrics, cut where examples meet
   * @param metrics their names, in the order of the file
   */
  public record Training(Graph step, Optional<Graph> accumulate, Graph rows, Graph reduce, List<String> metrics,
      Recipe recipe) {}
}
