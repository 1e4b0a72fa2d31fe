package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** A statement in the body of a layer, function, model, optimizer, scan or test. */
public sealed interface Statement {

  Span span();

  /** `x = e`, `x: [B, H] = e`, `mu, log_var = e`. */
  record Bind(List<Expr.Name> names, Optional<TypeExpr> type, Expr value, Span span) implements Statement {}

  /** `h <- e`: an update of a carried value, a state or a parameter. */
  record Update(Expr.Name target, Expr value, Span span) implements Statement {}

  /** `y[.., f, i, j] = sum[c](…)`: an index equation. */
  record Equation(Expr.Name name, Bracket subscripts, Expr value, Span span) implements Statement {}

  /** `param weight: [In -> Out] = kaiming_uniform(sqrt(5))`; the type of an optimizer's state is left out. */
  record Declare(Storage storage, String name, Span nameSpan, Optional<TypeExpr> type, Expr initial,
      Span span) implements Statement {}

  /** `yield h, c`. */
  record Yield(List<Expr> values, Span span) implements Statement {}

  /** `dim D = 7` inside a test. */
  record LocalDim(Declaration.Dim dim, Span span) implements Statement {}

  /** `assert a ~= b within 1e-6`. */
  record Assert(Expr condition, Optional<Expr> within, Span span) implements Statement {}

  /** An expression for its value: the last of a block. */
  record Evaluate(Expr value, Span span) implements Statement {}

  enum Storage {
    PARAM, STATE
  }
}
