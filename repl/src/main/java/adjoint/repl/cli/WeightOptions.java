package adjoint.repl.cli;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.program.Layout;
import adjoint.runtime.train.Notes;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which trained weights to use. */
final class WeightOptions {

  private static final Path RUNS = Path.of("runs");

  @Option(
      names = "--weights",
      paramLabel = "PATH",
      description = OptionTexts.WEIGHTS + "; else the newest run in runs/<model>.")
  private Optional<Path> weights = Optional.empty();

  /** A file or a run's folder; the newest run where there is none. */
  static WeightOptions of(Optional<Path> weights) {
    var options = new WeightOptions();
    options.weights = weights;
    return options;
  }

  /** What was asked for, or the folder of the model's newest run. */
  Path of(String model) {
    return weights.orElseGet(() -> newest(model).orElseThrow(() -> UserProblem.of(RuntimeProblem.CHECKPOINT_MISSING,
        "there is no run in " + RUNS.resolve(model)).hint("train first, or name weights: --weights PATH")));
  }

  /** The file of it. */
  Path file(String model) {
    return RunFiles.file(of(model));
  }

  /** The file of it; empty where there is none, and none is needed since nothing is stored. */
  Optional<Path> given(String model, Layout layout) {
    boolean needed = layout.slots().stream().anyMatch(slot -> slot.kind().isDeclared());
    return needed || weights.isPresent() || newest(model).isPresent() ? Optional.of(file(model)) : Optional.empty();
  }

  /** The sizes of dims that they were trained with, as far as they say; none where there are no weights. */
  Map<String, Long> sizes(String model) {
    return weights.or(() -> newest(model)).map(WeightOptions::sizesOf).orElse(Map.of());
  }

  /** The sizes of dims that a run's weights, or those of a file, were trained with. */
  static Map<String, Long> sizesOf(Path weights) {
    Path file = Files.isDirectory(weights) ? weights.resolve(RunFiles.LAST) : weights;
    return Files.isRegularFile(file) ? Notes.sizes(Checkpoint.notes(file)) : Map.of();
  }

  private static Optional<Path> newest(String model) {
    var folder = RUNS.resolve(model);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (var runs = Files.list(folder)) {
      return runs.filter(each -> each.getFileName().toString().matches("\\d{1,9}"))
          .max(Comparator.comparingInt(each -> Integer.parseInt(each.getFileName().toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
