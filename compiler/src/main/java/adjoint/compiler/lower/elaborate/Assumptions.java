package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.runtime.tensor.Size;
import java.util.Map;
import java.util.Optional;

/**
 * What `requires` lets a body count on while it is checked on its own. A size that is only a name gives way to one that
 * makes the condition true whatever the rest is: `C % G == 0` makes C a product `G·(C // G)`, `Out == A * B` makes Out that
 * product, `K <= H` makes H K and something. So all that reasons about sizes knows it without being told.
 */
final class Assumptions {

  private final Evaluator evaluator;
  private final Binding binding;
  private final Environment body;
  private final Span at;

  Assumptions(Evaluator evaluator, Binding binding, Environment body, Span at) {
    this.evaluator = evaluator;
    this.binding = binding;
    this.body = body;
    this.at = at;
  }

  void assume(Expr condition) {
    if (!(condition instanceof Expr.Binary b)) {
      return;
    }
    if (b.operator() == Expr.BinaryOperator.AND) {
      assume(b.left());
      assume(b.right());
      return;
    }
    Optional<Size> right = size(b.right());
    if (b.operator() == Expr.BinaryOperator.EQUAL && right.filter(r -> r.is(0)).isPresent()
        && b.left() instanceof Expr.Binary rest && rest.operator() == Expr.BinaryOperator.MODULO) {
      size(rest.left()).ifPresent(whole -> size(rest.right()).ifPresent(by -> multiple(whole, by)));
      return;
    }
    size(b.left()).ifPresent(l -> right.ifPresent(r -> compare(b.operator(), l, r)));
  }

  private void compare(Expr.BinaryOperator operator, Size left, Size right) {
    switch (operator) {
      case EQUAL -> {
        if (!replace(left, right)) {
          replace(right, left);
        }
      }
      case GREATER_EQUAL -> atLeast(left, right);
      case GREATER -> atLeast(left, right.plus(1));
      case LESS_EQUAL -> atLeast(right, left);
      case LESS -> atLeast(right, left.plus(1));
      default -> {}
    }
  }

  private void multiple(Size whole, Size by) {
    replace(whole, by.times(Size.open("(" + whole + " // " + by + ")")));
  }

  private void atLeast(Size large, Size small) {
    if (!large.isAtLeast(small)) {
      replace(large, small.plus(Size.open("(" + large.minus(small).plus(1) + ")")).plus(-1));
    }
  }

  /** Puts a size in the place of one that is only a name, and none of those in the other. */
  private boolean replace(Size name, Size by) {
    boolean alone = name.openDims().size() == 1 && name.equals(Size.open(name.openDims().iterator().next()));
    if (!alone || by.openDims().contains(name.toString())) {
      return false;
    }
    binding.substitute(Map.of(name.openDims().iterator().next(), by));
    binding.enter(body, at);
    return true;
  }

  private Optional<Size> size(Expr expr) {
    return evaluator.operators.asSize(expr, body) instanceof Known known ? known.size() : Optional.empty();
  }
}
