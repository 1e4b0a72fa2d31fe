package adjoint.repl.cli;

import adjoint.repl.report.Console;
import adjoint.runtime.train.Interruption;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Report;
import adjoint.runtime.train.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn train digits.nn`: trains as the file's `train` block says. */
@Command(description = "Train the model of a file on its data.")
final class TrainCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private RunOptions run = new RunOptions();

  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Mixin
  private WarningOptions warnings = new WarningOptions();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = PositiveInteger.class,
      description = "Train for N epochs, not for as many as the file says.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR", description = "Write the run into DIR, not into runs/<model>/<n>.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--resume", paramLabel = "DIR", description = "Go on with the run in DIR as if it had never stopped.")
  private Optional<Path> resume = Optional.empty();

  @Option(names = "--anyway", description = "With --resume: go on though the file or the data have changed since.")
  private boolean anyway;

  @Option(
      names = "--save-every",
      paramLabel = "SECONDS",
      converter = PositiveInteger.class,
      description = "Save at least that often, which bounds what a crash loses; else every minute.")
  private Optional<Integer> saveEvery = Optional.empty();

  @Option(names = "--dry-run", description = "Read the data, make one step, score it, and write nothing.")
  private boolean dryRun;

  @Option(names = "--watch-norms", description = "Show norms of activations, gradients and updates after each epoch.")
  private boolean watchNorms;

  @Override
  public int run(Console console) {
    try (var interruption = Interruption.onSignal(console.err())) {
      var network = program.network(watchNorms);
      if (!verbosity.isQuiet()) {
        warnings.show(network.lowered(), console);
      }
      if (!warnings.pass(network.lowered())) {
        return ExitCode.USAGE;
      }
      var trainable = network.trainable();
      var options = new Options(out, run.data(), run.limit(), RunOptions.optional(epochs), run.seed(), run.threads(),
          dryRun, resume, anyway, saveEvery.map(Integer::doubleValue).orElse(Options.SAVE_EVERY), watchNorms,
          Optional.of(trainable.locator()), interruption);
      var progress = verbosity.progress(console);
      var report = Trainer.run(trainable.program(), trainable.recipe(), options, progress);
      progress.advise(report);
      return report.outcome() == Report.Outcome.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }
}
