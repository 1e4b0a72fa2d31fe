package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;

/** A type as written. */
public sealed interface TypeExpr {

  Span span();

  /** `[Batch, Pixel]`, and with an arrow a linear map: `[In -> Out]`. */
  record Tensor(Bracket axes, Span span) implements TypeExpr {}

  /** `real`, `int`, `bool`, or `Digit` (an index), alone or with axes: `Digit[Batch]`, `bool[..]`. */
  record Of(Expr.Name element, java.util.Optional<Bracket> axes, Span span) implements TypeExpr {}

  /** `(mu: [..], log_var: [..])`. */
  record Record(List<Field> fields, Span span) implements TypeExpr {}

  record Field(String name, TypeExpr type, Span span) {}
}
