package adjoint.runtime.command;

import java.util.Optional;

/** A command line that can't be obeyed. */
final class UsageProblem extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Misuse misuse;
  private final transient Optional<String> hint;

  UsageProblem(Misuse misuse, String message, Optional<String> hint) {
    super(message);
    this.misuse = misuse;
    this.hint = hint;
  }

  Misuse misuse() {
    return misuse;
  }

  Optional<String> hint() {
    return hint;
  }
}
