package adjoint.compiler.lower.program;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.train.RowSplit;
import adjoint.runtime.exchange.DeclaredTensor;
import adjoint.runtime.model.Traits;
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.recipe.Recipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checked file as graphs.
 *
 * @param name of the program: its `train` block's, else its last model's, else the file's
 * @param declared the parameters and states as the text has them
 * @param recipe what a `train` block says beside the graphs of its training
 * @param files what it has from files besides examples
 * @param positions the dims that models' arguments are positions of, by model and argument
 * @param generating what a `generate` block says
 * @param warnings what is right, and perhaps not meant, in the order of the text
 * @param tests by name: each gives one BOOL for each assert, named by its line, and how far a `~=` is {@link #apart}
 */
public record Lowered(String name, Layout layout, List<DeclaredTensor> declared, Functions<Graph> functions,
    Optional<Recipe> recipe, FilesOfProgram files, Map<String, Graph> tests,
    Map<String, Map<String, Field.IndexDim>> positions, Optional<Generating> generating, List<Diagnostic> warnings) {

  /**
   * What generates.
   *
   * @param next the model, read at the place of the last token
   */
  public record Generating(Graph next, Generation how) {}

  public Graph initialise() {
    return functions.initialise();
  }

  public Map<String, Graph> models() {
    return functions.models();
  }

  public Optional<TrainingFunctions<Graph>> training() {
    return functions.training();
  }

  /** The output of a test that says by how much the two sides of a line's `~=` differ at most. */
  public static String apart(String line) {
    return line + " apart";
  }

  /**
   * What a model's text says besides its signature.
   *
   * @param batch the open dim that counts examples; empty for a model that takes one at a time
   */
  public Traits traits(String model, Optional<String> batch) {
    return traits(models().get(model), model, batch);
  }

  /** The same, of what generates. */
  public Traits traits(Generating generates, Optional<String> batch) {
    return traits(generates.next(), generates.how().model(), batch);
  }

  private Traits traits(Graph graph, String model, Optional<String> batch) {
    return new Traits(batch.isPresent() && RowSplit.isRowwise(graph, batch.get()),
        graph.definitions().stream().anyMatch(definition -> definition.operation().draws()),
        positions.getOrDefault(model, Map.of()));
  }
}
