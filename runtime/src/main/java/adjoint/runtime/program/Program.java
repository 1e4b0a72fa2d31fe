package adjoint.runtime.program;

import java.util.Map;
import java.util.Optional;

/**
 * A compiled `.nn` file, ready to train and to predict.
 *
 * @param layout of the store that all functions share
 */
public record Program(String name, Layout layout, Functions<CompiledFunction> functions) {

  public CompiledFunction initialise() {
    return functions.initialise();
  }

  public Map<String, CompiledFunction> models() {
    return functions.models();
  }

  public Optional<TrainingFunctions<CompiledFunction>> training() {
    return functions.training();
  }
}
