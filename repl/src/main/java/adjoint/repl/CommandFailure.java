package adjoint.repl;

import java.util.Optional;

/** The command line names something that isn't there. */
public final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Trouble trouble;
  private final transient Optional<String> hint;

  public CommandFailure(Trouble trouble, String message, Optional<String> hint) {
    super(message);
    this.trouble = trouble;
    this.hint = hint;
  }

  public Trouble trouble() {
    return trouble;
  }

  public Optional<String> hint() {
    return hint;
  }
}
