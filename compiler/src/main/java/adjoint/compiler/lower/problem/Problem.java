package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;

/**
 * Leaves the statement in which a problem was found; the statement's names are wrong from there on, and silent. Never
 * leaves the checker.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Diagnostic diagnostic;

  public Problem(Diagnostic diagnostic) {
    super(diagnostic.message(), null, false, false);
    this.diagnostic = diagnostic;
  }

  public static Problem of(String code, Span at, String message) {
    return new Problem(Diagnostic.of(code, at, message));
  }

  public Diagnostic diagnostic() {
    return diagnostic;
  }
}
