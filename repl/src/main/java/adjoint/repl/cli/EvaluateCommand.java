package adjoint.repl.cli;

import adjoint.repl.report.Console;
import adjoint.runtime.train.Evaluator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn evaluate digits.nn`: scores trained weights on every part of the data. */
@Command(
    name = "evaluate",
    description = "Score trained weights on each part of the data.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

  private final Console console;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Mixin
  private RunOptions run = new RunOptions();

  @Mixin
  private Verbosity loudness = new Verbosity();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var trainable = program.trainable(false);
    var recipe = trainable.recipe();
    Evaluator.run(trainable.program(), recipe, weights.of(recipe.model()), run.options(), loudness.progress(console));
    return ExitCode.OK;
  }
}
