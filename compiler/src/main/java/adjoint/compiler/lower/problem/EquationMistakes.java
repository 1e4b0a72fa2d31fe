package adjoint.compiler.lower.problem;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;

/** Index equations. */
public final class EquationMistakes {

  private EquationMistakes() {}

  public static Mistake indexRange(Expr.Name name) {
    Diagnostic open = Diagnostic.of(CompilerProblem.INVALID_EQUATION_SUBSCRIPTS, name.span(),
        "how far `" + name.name() + "` runs isn't known");
    return new Mistake(
        open.withNote(
            "an index ranges over a dim that it stands in alone; else say it: sum[K: " + name.name() + "](…)"));
  }

  public static Mistake subscripts(Span at, Type.Tensor type, int given) {
    return Mistake.of(CompilerProblem.INVALID_EQUATION_SUBSCRIPTS, at,
        "subscripts are complete: " + type + " has " + type.axes().size() + " dims, and " + given
            + " subscripts stand here");
  }
}
