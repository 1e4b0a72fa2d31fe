package adjoint.compiler;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Render;
import java.util.List;

/** A program in which the compiler found problems; the message shows all of them, as the command line would. */
public final class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> problems;

  public Rejected(List<Diagnostic> problems) {
    super(Render.render(problems, false).strip());
    this.problems = List.copyOf(problems);
  }

  public List<Diagnostic> problems() {
    return problems;
  }
}
