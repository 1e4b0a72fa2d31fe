package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Index equations: `y[.., f, i, j] = sum[c, k, l](x[.., c, i + k, j + l else 0] * w[c, k, l, f])`. Subscripts are
 * positional and complete; an index ranges over a dim that it stands in alone, else over the declared type of the left side.
 */
final class IndexEquations {

  private final Evaluator evaluator;
  private final IndexRanges ranges;
  private final EquationScalars scalars;

  IndexEquations(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.ranges = new IndexRanges(evaluator);
    this.scalars = new EquationScalars(evaluator, ranges);
  }

  Tensor equation(Statement.Equation e, Environment env, Optional<List<TypedAxis>> promised) {
    EquationScope scope = new EquationScope(env, evaluator.build.graph);
    ranges.of(e.value(), scope);
    promised.ifPresent(axes -> IndexRanges.promised(e.subscripts(), axes, scope));
    scope.guarded.forEach(scope.ranges::putIfAbsent);
    List<TypedAxis> axes = new ArrayList<>();
    List<Index> out = new ArrayList<>();
    for (Bracket.Item item : e.subscripts().items()) {
      if (item instanceof Bracket.Item.Row r) {
        for (TypedAxis axis : evaluator.types.row(r, env)) {
          out.add(scope.open(axis));
          axes.add(axis);
        }
      } else {
        Expr.Name name = InnerReduction.indexName(item);
        out.add(scope.open(name));
        axes.add(scope.range(name));
      }
    }
    Origin origin = env.origin(e.span());
    Value value = evaluator.build.graph.add(e.name().name(), comprehension(e.value(), out, scope), origin);
    Type.Kind kind = scalars.kind(InnerReduction.in(e.value()).map(InnerReduction::body).orElse(e.value()),
        value.element(), scope);
    return new Tensor(Type.Tensor.of(kind, axes), value, false, e.span());
  }

  /** A reduction at the top is the comprehension's own; everything else is a map. */
  private Comprehension comprehension(Expr value, List<Index> out, EquationScope scope) {
    Optional<InnerReduction> reduced = InnerReduction.in(value);
    if (reduced.isEmpty()) {
      return Comprehension.map(out, scalars.scalar(value, scope));
    }
    List<Index> over = reduced.get().open(scope);
    Reduction reduction = reduced.get().reduction();
    boolean logic = reduction == Reduction.ANY || reduction == Reduction.ALL;
    Scalar body = scalars.scalar(reduced.get().body(), scope);
    return new Comprehension(out, over, reduction, logic ? body : Tensors.number(body));
  }
}
