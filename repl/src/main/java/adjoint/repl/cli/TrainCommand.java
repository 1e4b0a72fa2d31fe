package adjoint.repl.cli;

import adjoint.compiler.Network;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.command.OptionTexts;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.train.Evaluator;
import adjoint.runtime.train.Interruption;
import adjoint.runtime.train.Locator;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Report;
import adjoint.runtime.train.Trainer;
import adjoint.runtime.weights.RunFiles;
import java.nio.file.Files;
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
      description = OptionTexts.EPOCHS)
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      converter = PositiveInteger.class,
      description = "Train N times, from the seed on, and tell mean and deviation of the scores.")
  private Optional<Integer> seeds = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR", description = OptionTexts.OUT)
  private Optional<Path> out = Optional.empty();

  @Option(names = "--resume", paramLabel = "DIR", description = OptionTexts.RESUME)
  private Optional<Path> resume = Optional.empty();

  @Option(names = "--anyway", description = OptionTexts.ANYWAY)
  private boolean anyway;

  @Option(
      names = "--save-every",
      paramLabel = "SECONDS",
      converter = PositiveInteger.class,
      description = OptionTexts.SAVE_EVERY)
  private Optional<Integer> saveEvery = Optional.empty();

  @Option(names = "--dry-run", description = "Read the data, make one step, score it, and write nothing.")
  private boolean dryRun;

  @Option(names = "--watch-norms", description = "Show norms of activations, gradients and updates after each epoch.")
  private boolean watchNorms;

  @Override
  public int run(Console console) {
    try (var interruption = Interruption.onSignal(console.err())) {
      var network = program.network(watchNorms,
          resume.map(folder -> program.sizes(_ -> WeightOptions.sizesOf(folder))).orElse(Map.of()));
      if (!verbosity.isQuiet()) {
        warnings.show(network.lowered(), console);
      }
      if (!warnings.pass(network.lowered())) {
        return ExitCode.USAGE;
      }
      var trainable = network.trainable();
      var progress = verbosity.progress(console);
      var folds = trainable.recipe().split().flatMap(Split::folds).filter(_ -> !dryRun && !isOne());
      if (folds.isPresent()) {
        return folds(trainable, folds.get().count(), interruption, progress, console);
      }
      return seeds.isPresent()
          ? several(trainable, seeds.get(), interruption, progress, console)
          : alone(one(trainable, out, resume, run.seed(), interruption, progress), progress);
    }
  }

  private static int alone(Report report, Progress progress) {
    progress.advise(report);
    return code(report);
  }

  private Report one(Network.Trainable trainable, Optional<Path> folder, Optional<Path> stopped, OptionalInt seed,
      Interruption interruption, Progress progress) {
    var options = options(folder, stopped, seed, interruption, trainable.locator());
    return Trainer.run(trainable.program(), trainable.recipe(), options, progress);
  }

  private Options options(Optional<Path> folder, Optional<Path> stopped, OptionalInt seed, Interruption interruption,
      Locator locator) {
    return new Options(folder, program.data(), run.limit(), RunOptions.optional(epochs), seed, run.threads(), dryRun,
        stopped, anyway, saveEvery.map(Integer::doubleValue).orElse(Options.SAVE_EVERY), watchNorms,
        warnings.isStrict(), Optional.of(locator), interruption);
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
      var report = one(trainable, out.map(folder -> folder.resolve(name)), Optional.empty(), OptionalInt.of(seed),
          interruption, progress);
      if (code(report) != ExitCode.OK) {
        return alone(report, progress);
      }
      reports.add(report);
    }
    verbosity.show(new Series("seed", first, reports), console);
    return ExitCode.OK;
  }

  // Folds

  /** Whether a run of its own is gone on with, which may be that of a fold. */
  private boolean isOne() {
    return resume.filter(path -> !Files.isDirectory(path) || Files.exists(path.resolve(RunFiles.LAST))).isPresent();
  }

  /** A run for each fold, in a folder of its own; those that were made before a stop aren't made again. */
  private int folds(Network.Trainable trainable, int count, Interruption interruption, Progress progress,
      Console console) {
    if (seeds.isPresent()) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--seeds and the folds of " + program.file()
          + " would each make several runs",
          Optional.of("help: take one of them: leave out --seeds, or write split "
              + "train 80%, validation 20%"));
    }
    var folder = resume.or(() -> out).orElseGet(() -> RunFiles.free(Path.of("runs", trainable.recipe().model())));
    List<Report> reports = new ArrayList<>();
    for (int fold = 0; fold < count; fold++) {
      progress.say("fold " + fold + " of " + count + ": " + folder.resolve(RunFiles.fold(fold)));
      var report = fold(trainable, fold, folder.resolve(RunFiles.fold(fold)), interruption, progress);
      if (code(report) != ExitCode.OK) {
        progress.say("go on with --resume " + folder);
        return code(report);
      }
      reports.add(report);
    }
    verbosity.show(new Series("fold", 0, reports), console);
    return ExitCode.OK;
  }

  private Report fold(Network.Trainable all, int fold, Path folder, Interruption interruption, Progress progress) {
    var trainable = new Network.Trainable(all.program(), all.recipe().withFold(fold), all.locator());
    boolean begun = resume.isPresent() && Files.exists(folder.resolve(RunFiles.LAST));
    if (!begun) {
      return one(trainable, Optional.of(folder), Optional.empty(), run.seed(), interruption, progress);
    }
    try {
      return one(trainable, Optional.empty(), Optional.of(folder), run.seed(), interruption, progress);
    } catch (UserProblem finished) {
      if (finished.kind() != RuntimeProblem.NOTHING_TO_RESUME) {
        throw finished;
      }
      return Evaluator.run(trainable.program(), trainable.recipe(), folder, run.options(program.data()), progress);
    }
  }

  private static int code(Report report) {
    return switch (report.outcome()) {
      case INTERRUPTED -> ExitCode.INTERRUPTED;
      case REFUSED -> ExitCode.USAGE;
      case FINISHED, STOPPED_EARLY, DRY -> ExitCode.OK;
    };
  }
}
