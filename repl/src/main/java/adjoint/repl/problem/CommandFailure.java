package adjoint.repl.problem;

import java.util.Optional;

/** What was asked for can't be done: the words of a command are wrong, at the prompt or behind `nn`. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient CliProblem problem;
  private final transient Optional<String> hint;

  public CommandFailure(CliProblem problem, String message, Optional<String> hint) {
    super(message);
    this.problem = problem;
    this.hint = hint;
  }

  public CliProblem problem() {
    return problem;
  }

  public Optional<String> hint() {
    return hint;
  }
}
