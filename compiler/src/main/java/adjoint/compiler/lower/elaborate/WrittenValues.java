package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;

/** Texts, truths and numbers that the compiler knows, as options of data and settings of runs are. */
public record WrittenValues(Evaluator evaluator, Environment env) {

  public String text(Expr expr) {
    if (evaluator.evaluate(expr, env) instanceof Denotation.Text t) {
      return t.value();
    }
    throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, expr.span(), "a text in quotes is needed here");
  }

  public boolean flag(Expr expr) {
    return evaluator.flag(expr, env);
  }

  public double number(Expr expr) {
    if (evaluator.evaluate(expr, env) instanceof Known k && k.constant().isPresent()) {
      return k.constant().get();
    }
    throw Mistake.of(CompilerProblem.NON_CONSTANT_NUMBER, expr.span(), "a number that is known here is needed");
  }
}
