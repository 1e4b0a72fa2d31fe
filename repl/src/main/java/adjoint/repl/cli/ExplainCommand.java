package adjoint.repl.cli;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.repl.problem.Complaint;
import adjoint.repl.problem.ProblemKinds;
import adjoint.repl.report.Console;
import adjoint.repl.report.MarkdownPage;
import adjoint.runtime.CliProblem;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `nn explain NN0204`: the page about one message. */
@Command(description = "Tell the cause of a message and its fix, with an example.")
final class ExplainCommand implements CliCommand {

  @Parameters(paramLabel = "CODE", description = "The code in a message's brackets, such as NN0204.")
  private String code = "";

  @Override
  public int run(Console console) {
    var asked = code.strip().toUpperCase(Locale.ROOT);
    var kind = ProblemKinds.of(asked.matches("\\d{4}") ? "NN" + asked : asked);
    kind.map(ProblemKinds::page).ifPresentOrElse(
        page -> MarkdownPage.print(page, console),
        () -> console.complain(Complaint.of(CliProblem.NO_SUCH_MESSAGE, "there is no message " + code,
            "codes look like " + CompilerProblem.INPUT_DIMS_MISMATCH.code())));
    return kind.isPresent() ? ExitCode.OK : ExitCode.USAGE;
  }
}
