package adjoint.repl.command;

import adjoint.repl.CommandFailure;
import adjoint.repl.SummaryText;
import adjoint.repl.Trouble;
import adjoint.repl.session.Programs;
import adjoint.repl.session.Response;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** `:summary`. */
final class Summing {

  private Summing() {}

  static Response answer(Desk desk, String argument) {
    var lines = SummaryText.of(Programs.of(desk.session().state()).lowered(), UnaryOperator.identity());
    if (lines.isEmpty()) {
      throw new CommandFailure(Trouble.NOTHING_TO_SHOW, "there is neither a model nor a train block to sum up",
          Optional.empty());
    }
    return Response.text(String.join("\n", lines).stripTrailing());
  }
}
