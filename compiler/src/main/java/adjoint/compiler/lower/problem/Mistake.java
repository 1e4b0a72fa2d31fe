package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;

/**
 * Leaves the statement in which a problem was found; the statement's names are wrong from there on, and silent. Never
 * leaves the checker.
 */
public final class Mistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Diagnostic diagnostic;

  public Mistake(Diagnostic diagnostic) {
    super(diagnostic.message(), null, false, false);
    this.diagnostic = diagnostic;
  }

  public static Mistake of(CompilerProblem kind, Span at, String message) {
    return new Mistake(Diagnostic.of(kind, at, message));
  }

  public Diagnostic diagnostic() {
    return diagnostic;
  }
}
