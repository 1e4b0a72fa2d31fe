package adjoint.repl;

import adjoint.compiler.diagnostic.Diagnostic;
import java.util.List;

/** A program in which the compiler found problems. */
final class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> problems;

  Rejected(List<Diagnostic> problems) {
    super(problems.size() + " problems");
    this.problems = List.copyOf(problems);
  }

  List<Diagnostic> problems() {
    return problems;
  }
}
