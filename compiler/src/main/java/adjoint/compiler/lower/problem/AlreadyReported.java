package adjoint.compiler.lower.problem;

/** Leaves a statement that uses something about which a message has been made already. */
public final class AlreadyReported extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AlreadyReported() {
    super("", null, false, false);
  }
}
