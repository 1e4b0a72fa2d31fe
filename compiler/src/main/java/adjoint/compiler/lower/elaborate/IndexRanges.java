package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.problem.EquationMistakes;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;

/** How far the indices of an equation run: over dims that they stand in alone, and over those that the left side promises. */
final class IndexRanges {

  private final Evaluator evaluator;

  IndexRanges(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** Where else nothing is said, the dims of the left side, in their order. */
  static void promised(Bracket subscripts, List<TypedAxis> promised, EquationScope scope) {
    List<Bracket.Item> items = subscripts.items();
    int row = (int) items.stream().takeWhile(i -> !(i instanceof Bracket.Item.Row)).count();
    for (int i = 0; i < items.size(); i++) {
      int at = i < row ? i : promised.size() - (items.size() - i);
      if (i != row && at >= 0 && at < promised.size()) {
        scope.ranges.putIfAbsent(InnerReduction.indexName(items.get(i)).name(), promised.get(at));
      }
    }
  }

  /** What an expression says of the indices in it. */
  void of(Expr expr, EquationScope scope) {
    switch (expr) {
      case Expr.Bracketed b -> read(b, scope);
      case Expr.Apply a -> {
        InnerReduction.in(a).ifPresent(r -> explicit(r.bracket(), scope));
        if (InnerReduction.in(a).isEmpty()) {
          of(a.callee(), scope);
        }
        a.arguments().forEach(x -> of(x.value(), scope));
      }
      case Expr.Unary u -> of(u.operand(), scope);
      case Expr.Binary b -> {
        of(b.left(), scope);
        of(b.right(), scope);
      }
      case Expr.Number _,Expr.Name _,Expr.Text _,Expr.Member _,Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        {}
    }
  }

  private void explicit(Bracket bracket, EquationScope scope) {
    for (Bracket.Item item : bracket.items()) {
      if (item instanceof Bracket.Item.At a) {
        scope.ranges.put(InnerReduction.index(item).name(), evaluator.types.axis(a.dim(), scope.env));
      }
    }
  }

  private void read(Expr.Bracketed b, EquationScope scope) {
    if (!(evaluator.evaluate(b.base(), scope.env) instanceof Tensor t)) {
      return;
    }
    List<List<TypedAxis>> axes = positions(t, b, scope);
    for (int i = 0; i < axes.size(); i++) {
      if (b.bracket().items().get(i) instanceof Bracket.Item.Plain p) {
        if (p.value() instanceof Expr.Name n && !n.upper() && scope.env.find(n.name()).isEmpty()) {
          (b.bracket().otherwise().isEmpty() ? scope.ranges : scope.guarded).putIfAbsent(n.name(),
              axes.get(i).getFirst());
        }
        of(p.value(), scope);
      }
    }
  }

  /** Which axes each item of a positional bracket stands for. */
  List<List<TypedAxis>> positions(Tensor t, Expr.Bracketed b, EquationScope scope) {
    List<List<TypedAxis>> all = new ArrayList<>();
    int at = 0;
    for (Bracket.Item item : b.bracket().items()) {
      int count = item instanceof Bracket.Item.Row r ? evaluator.types.row(r, scope.env).size() : 1;
      if (at + count > t.axes().size()) {
        throw EquationMistakes.subscripts(b.span(), t.type(), b.bracket().items().size());
      }
      all.add(t.axes().subList(at, at + count));
      at += count;
    }
    if (at != t.axes().size()) {
      throw EquationMistakes.subscripts(b.span(), t.type(), b.bracket().items().size());
    }
    return all;
  }
}
