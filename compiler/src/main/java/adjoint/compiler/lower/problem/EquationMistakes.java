package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;

/** Index equations. */
public final class EquationMistakes {

  private EquationMistakes() {}

  public static Problem indexRange(Expr.Name name) {
    return new Problem(Diagnostic.of("NN0270", name.span(), "how far `" + name.name() + "` runs isn't known")
        .withNote("an index ranges over a dim that it stands in alone; else say it: sum[K: " + name.name() + "](…)"));
  }

  public static Problem subscripts(Span at, Type.Tensor type, int given) {
    return Problem.of("NN0270", at,
        "subscripts are complete: " + type + " has " + type.axes().size() + " dims, and " + given
            + " subscripts stand here");
  }
}
