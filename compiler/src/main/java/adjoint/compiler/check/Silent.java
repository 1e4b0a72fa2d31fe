package adjoint.compiler.check;

/** Leaves a statement that uses something about which a message has been made already. */
public final class Silent extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public Silent() {
    super("", null, false, false);
  }
}
