package adjoint.repl.cli;

import adjoint.compiler.lower.program.Lowered;
import adjoint.repl.report.Console;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Frames;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.train.Evaluator;
import adjoint.runtime.train.Progress;
import adjoint.runtime.weights.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What it costs to hold weights in fewer bits: loss and metrics of the validation part, before and after. */
record NarrowedScores(ProgramOptions program, Lowered lowered, Path weights, WeightType type) {

  void tell(Console console) {
    try {
      var before = scores(weights);
      var after = before.isEmpty() ? before : scores(narrowed());
      console.out().println(before.isEmpty()
          ? "there is no validation part to say what " + type + " costs"
          : "validation part with " + type + ": " + before.keySet().stream().map(name -> String.format(Locale.ROOT,
              "%s %.4f → %.4f", name, before.get(name), after.get(name))).collect(Collectors.joining(", ")));
    } catch (UserProblem e) {
      console.warn("what " + type + " costs can't be told: " + e.getMessage());
    }
  }

  private Map<String, Float> scores(Path file) {
    var trainable = program.network(false, WeightOptions.sizesOf(file)).trainable();
    var report = Evaluator.run(trainable.program(), trainable.recipe(), file,
        new RunOptions().options(program.data()), Progress.silent());
    return report.scores().getOrDefault(Split.Name.VALIDATION, Map.of());
  }

  /** The weights as the jar holds them. */
  private Path narrowed() {
    var store = Frames.store(lowered.layout());
    var notes = Checkpoint.load(weights, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS);
    try {
      var file = Files.createTempFile("nn-build-", ".safetensors");
      file.toFile().deleteOnExit();
      Checkpoint.save(file, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS, notes, type.type());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
