package adjoint.repl;

import adjoint.compiler.diagnostic.Diagnostic;
import java.util.List;

/** A program in which the compiler found problems. */
public final class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> problems;

  public Rejected(List<Diagnostic> problems) {
    super(problems.size() + " problems");
    this.problems = List.copyOf(problems);
  }

  public List<Diagnostic> problems() {
    return problems;
  }
}
