package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.lower.problem.Mistake;
import java.util.List;
import java.util.Optional;

/** `sum[c, k, l](body)` or `sum[K: k](body)` in an index equation. */
record InnerReduction(Reduction reduction, Bracket bracket, Expr body) {

  static Optional<InnerReduction> in(Expr expr) {
    if (expr instanceof Expr.Apply a && a.callee() instanceof Expr.Bracketed b && b.base() instanceof Expr.Name n
        && a.arguments().size() == 1) {
      return CoreFunction.named(n.name()).flatMap(CoreFunction::reduction)
          .map(reduction -> new InnerReduction(reduction, b.bracket(), a.arguments().getFirst().value()));
    }
    return Optional.empty();
  }

  List<Expr.Name> indices() {
    return bracket.items().stream().map(InnerReduction::index).toList();
  }

  List<Index> open(EquationScope scope) {
    return indices().stream().map(scope::open).toList();
  }

  static Expr.Name index(Bracket.Item item) {
    return item instanceof Bracket.Item.At a && a.position() instanceof Expr.Name n ? n : indexName(item);
  }

  static Expr.Name indexName(Bracket.Item item) {
    if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && !n.upper()) {
      return n;
    }
    throw Mistake.of(CompilerProblem.INVALID_EQUATION_SUBSCRIPTS, item.span(),
        "left of an index equation stand index names and `..`");
  }
}
