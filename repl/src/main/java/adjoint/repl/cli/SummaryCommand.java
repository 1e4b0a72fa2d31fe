package adjoint.repl.cli;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.repl.report.SummaryText;
import adjoint.runtime.CliProblem;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** `nn summary digits.nn`: layers, shapes, parameters, operations and memory, as formulas and as numbers. */
@Command(description = "Show layers, shapes, parameters, operations and memory.")
final class SummaryCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @Override
  public int run(Console console) {
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
