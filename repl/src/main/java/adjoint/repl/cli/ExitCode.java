package adjoint.repl.cli;

/** The exit codes of `nn`. */
public final class ExitCode {

  public static final int OK = 0;

  /** The user's program, data or files are wrong, or something in Adjoint broke. */
  public static final int WRONG = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Ctrl-C ended the run, as shells report it: 128 and the number of the signal. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
