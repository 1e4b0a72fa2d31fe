package adjoint.repl.cli;

import adjoint.compiler.Network;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.train.Interruption;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Report;
import adjoint.runtime.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

  @Option(
      names = "--seeds",
      paramLabel = "N",
      converter = PositiveInteger.class,
      description = "Train N times, from the seed on, and tell mean and deviation of the scores.")
  private Optional<Integer> seeds = Optional.empty();

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
      var network = program.network(watchNorms, run.data(),
          resume.map(folder -> program.sizes(_ -> WeightOptions.sizesOf(folder))).orElse(Map.of()));
      if (!verbosity.isQuiet()) {
        warnings.show(network.lowered(), console);
      }
      if (!warnings.pass(network.lowered())) {
        return ExitCode.USAGE;
      }
      var trainable = network.trainable();
      var progress = verbosity.progress(console);
      return seeds.isPresent()
          ? several(trainable, seeds.get(), interruption, progress, console)
          : code(one(trainable, out, run.seed(), interruption, progress));
    }
  }

  private Report one(Network.Trainable trainable, Optional<Path> folder, OptionalInt seed, Interruption interruption,
      Progress progress) {
    var options = new Options(folder, run.data(), run.limit(), RunOptions.optional(epochs), seed, run.threads(),
        dryRun, resume, anyway, saveEvery.map(Integer::doubleValue).orElse(Options.SAVE_EVERY), watchNorms,
        warnings.isStrict(),
        Optional.of(trainable.locator()), interruption);
    var report = Trainer.run(trainable.program(), trainable.recipe(), options, progress);
    progress.advise(report);
    return report;
  }

  /** A run for each seed, in a folder of its own. */
  private int several(Network.Trainable trainable, int count, Interruption interruption, Progress progress,
      Console console) {
    if (resume.isPresent()) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--seeds begins several runs, and --resume goes on with one",
          Optional.empty());
    }
    int first = run.seed().orElse(trainable.recipe().seed());
    List<Report> reports = new ArrayList<>();
    for (int seed = first; seed < first + count; seed++) {
      String name = "seed" + seed;
      var report =
          one(trainable, out.map(folder -> folder.resolve(name)), OptionalInt.of(seed), interruption, progress);
      if (code(report) != ExitCode.OK) {
        return code(report);
      }
      reports.add(report);
    }
    new SeedSeries(first, reports).lines().forEach(console.out()::println);
    return ExitCode.OK;
  }

  private static int code(Report report) {
    return switch (report.outcome()) {
      case INTERRUPTED -> ExitCode.INTERRUPTED;
      case REFUSED -> ExitCode.USAGE;
      case FINISHED, STOPPED_EARLY, DRY -> ExitCode.OK;
    };
  }
}
