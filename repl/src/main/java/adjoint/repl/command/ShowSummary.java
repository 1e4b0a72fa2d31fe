package adjoint.repl.command;

import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.SummaryText;
import adjoint.repl.session.Response;
import adjoint.repl.session.SessionProgram;
import adjoint.runtime.CliProblem;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** `:summary`. */
final class ShowSummary {

  private ShowSummary() {}

  static Response answer(PromptContext context, String argument) {
    var lines = SummaryText.of(SessionProgram.of(context.session().state()).lowered(), UnaryOperator.identity());
    if (lines.isEmpty()) {
      throw new CommandFailure(CliProblem.NOTHING_TO_SHOW, "there is neither a model nor a train block to sum up",
          Optional.empty());
    }
    return Response.text(String.join("\n", lines).stripTrailing());
  }
}
