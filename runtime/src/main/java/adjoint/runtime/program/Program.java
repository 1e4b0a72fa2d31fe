package adjoint.runtime.program;

import java.util.Map;
import java.util.Optional;

/**
 * A compiled `.nn` file, ready to train and to predict.
 *
 * @param layout of the store that all functions share
 * @param checksum of what its training computes: two programs that share it train to the same bits; empty where it
 *     isn't known
 */
public record Program(String name, Layout layout, Functions<CompiledFunction> functions, String checksum) {

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
