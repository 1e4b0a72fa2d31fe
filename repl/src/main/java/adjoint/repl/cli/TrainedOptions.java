package adjoint.repl.cli;

import adjoint.compiler.lower.program.Lowered;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** A trained model that a command runs: its program and weights, and on how many threads. */
final class TrainedOptions {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Mixin
  private ThreadOption threads = new ThreadOption();

  Path file() {
    return program.file();
  }

  int threads() {
    return threads.orElse(1);
  }

  /** The file as graphs, at the sizes that its weights were trained with. */
  Lowered lower() {
    return program.lower(weights);
  }

  /** Puts the weights into a store, and says what is noted with them; nothing where the program itself names the files. */
  Map<String, String> load(Lowered lowered, float[] store) {
    var file = weights.given(lowered.name(), lowered.layout());
    if (file.isEmpty()) {
      lowered.files().load(lowered.layout(), store);
    }
    return file.map(each -> Checkpoint.load(each, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS))
        .orElse(Map.of());
  }
}
