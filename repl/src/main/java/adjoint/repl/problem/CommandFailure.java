package adjoint.repl.problem;

import adjoint.runtime.CliProblem;
import java.util.Optional;

/** What was asked for can't be done: the words of a command are wrong, at the prompt or behind `nn`. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient CliProblem kind;
  private final transient Optional<String> hint;

  public CommandFailure(CliProblem kind, String message, Optional<String> hint) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }

  public CliProblem kind() {
    return kind;
  }

  public Optional<String> hint() {
    return hint;
  }
}
