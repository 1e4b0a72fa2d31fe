package adjoint.repl;

/** The exit codes of `nn`. */
final class Exit {

  static final int OK = 0;

  /** The user's program, data or files are wrong, or something in Adjoint broke. */
  static final int WRONG = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** Ctrl-C ended the run, as shells report it: 128 and the number of the signal. */
  static final int INTERRUPTED = 130;

  private Exit() {}
}
