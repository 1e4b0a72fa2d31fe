package adjoint.repl.cli;

import adjoint.repl.report.Console;
import adjoint.runtime.train.Evaluator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn evaluate digits.nn`: scores trained weights on every part of the data. */
@Command(description = "Score trained weights on each part of the data.")
final class EvaluateCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Mixin
  private WeightOptions weights = new WeightOptions();

  @Mixin
  private RunOptions run = new RunOptions();

  @Mixin
  private Verbosity verbosity = new Verbosity();

  @Override
  public int run(Console console) {
    var trainable = program.network(false, program.sizes(weights::sizes)).trainable();
    var recipe = trainable.recipe();
    Evaluator.run(trainable.program(), recipe, weights.of(recipe.model()), run.options(program.data()),
        verbosity.progress(console));
    return ExitCode.OK;
  }
}
