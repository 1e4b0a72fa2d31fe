package adjoint.repl.cli;

import adjoint.repl.problem.CliProblem;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.repl.report.SummaryText;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn summary digits.nn`: layers, shapes, parameters, operations and memory, as formulas and as numbers. */
@Command(
    name = "summary",
    description = "Show layers, shapes, parameters, operations and memory.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {

  private final Console console;

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  SummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var lowered = program.lower();
    var lines = SummaryText.of(lowered, head -> console.paint("1", head));
    if (lines.isEmpty()) {
      throw new CommandFailure(CliProblem.NOTHING_TO_SHOW,
          program.file() + " has neither a model nor a train block to sum up", Optional.empty());
    }
    lines.forEach(console.out()::println);
    return ExitCode.OK;
  }
}
