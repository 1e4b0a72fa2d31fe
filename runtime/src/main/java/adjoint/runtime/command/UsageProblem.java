package adjoint.runtime.command;

import adjoint.runtime.CliProblem;
import java.util.Optional;

/** A command line that can't be obeyed. */
final class UsageProblem extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient CliProblem kind;
  private final transient Optional<String> hint;

  UsageProblem(CliProblem kind, String message, Optional<String> hint) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }

  CliProblem kind() {
    return kind;
  }

  Optional<String> hint() {
    return hint;
  }
}
