package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.EquationMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Subscripts in an index equation: sums of indices with whole factors, and lookups. */
final class EquationSubscripts {

  private final Evaluator evaluator;
  private final IndexRanges ranges;

  EquationSubscripts(Evaluator evaluator, IndexRanges ranges) {
    this.evaluator = evaluator;
    this.ranges = ranges;
  }

  List<Subscript> of(Tensor t, Expr.Bracketed b, EquationScope scope) {
    List<List<TypedAxis>> axes = ranges.positions(t, b, scope);
    List<Subscript> at = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      switch (b.bracket().items().get(i)) {
        case Bracket.Item.Row r -> axes.get(i).forEach(axis -> at.add(rowIndex(axis, b, scope)));
        case Bracket.Item.Plain p -> at.add(subscript(p.value(), scope));
        case Bracket.Item.Setting _,Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _,Bracket.Item.Layer _ ->
          throw Mistake.of(CompilerProblem.INVALID_EQUATION_SUBSCRIPTS, b.bracket().items().get(i).span(),
              "subscripts in an index equation are positional");
      }
    }
    return at;
  }

  private static Subscript rowIndex(TypedAxis axis, Expr.Bracketed b, EquationScope scope) {
    return Optional.ofNullable(scope.rows.get(axis.dim())).map(Subscript::of)
        .orElseThrow(() -> Mistake.of(CompilerProblem.INVALID_EQUATION_SUBSCRIPTS, b.span(),
            "`..` must stand on the left of the equation too"));
  }

  private Subscript subscript(Expr expr, EquationScope scope) {
    Optional<Scalar> known = known(expr, scope);
    if (known.isPresent()) {
      return Subscript.of(evaluator.size(expr, scope.env));
    }
    return switch (expr) {
      case Expr.Name n -> Optional.ofNullable(scope.indices.get(n.name())).map(Subscript::of)
          .orElseThrow(() -> EquationMistakes.indexRange(n));
      case Expr.Bracketed b -> lookup(b, scope);
      case Expr.Binary b -> arithmetic(b, scope);
      case Expr.Unary u when u.operator() == Expr.UnaryOperator.NEGATE ->
        subscript(u.operand(), scope).times(Size.of(-1));
      case Expr.Unary _,Expr.Number _,Expr.Apply _,Expr.Text _,Expr.Member _,Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        throw notASum(expr);
    };
  }

  private Subscript lookup(Expr.Bracketed b, EquationScope scope) {
    Tensor t = evaluator.tensors.of(evaluator.evaluate(b.base(), scope.env), b.base().span(), scope.env);
    if (t.type().kind() instanceof Type.Kind.Real || t.type().kind() instanceof Type.Kind.Bool) {
      throw Mistake.of(CompilerProblem.NON_AFFINE_SUBSCRIPT, b.span(),
          "only indices and whole numbers can be subscripts, and this is " + t.type());
    }
    if (t.type().kind() instanceof Type.Kind.IndexOf i) {
      scope.limits.put(t.value(), i.size());
    }
    List<Subscript> at = of(t, b, scope);
    requireInside(t, at, b, scope, ", and where it does there is no position to read at");
    return Subscript.of(new Subscript.Lookup(t.value(), at));
  }

  /** Refuses a read of which it can't be shown that each subscript is a place of its axis. */
  void requireInside(Tensor t, List<Subscript> at, Expr.Bracketed b, EquationScope scope, String whatThen) {
    for (int i = 0; i < at.size(); i++) {
      TypedAxis axis = t.axes().get(i);
      if (!ReadGuards.certain(at.get(i), axis.size(), scope.limits)) {
        throw PlaceMistakes.mayLieOutside(b.span(), "subscript " + (i + 1), axis,
            !scope.limits.keySet().containsAll(at.get(i).tables()), whatThen);
      }
    }
  }

  private Subscript arithmetic(Expr.Binary b, EquationScope scope) {
    Subscript left = subscript(b.left(), scope);
    Subscript right = subscript(b.right(), scope);
    return switch (b.operator()) {
      case ADD -> left.plus(right);
      case SUBTRACT -> left.minus(right);
      case MULTIPLY -> right.isConstant() ? left.times(right.offset()) : right.times(factor(left, b));
      case FLOOR_DIVIDE -> left.floorDiv(divisor(right, b));
      case MODULO -> left.modulo(divisor(right, b));
      default -> throw notASum(b);
    };
  }

  private static Size factor(Subscript known, Expr.Binary b) {
    if (!known.isConstant()) {
      throw notASum(b);
    }
    return known.offset();
  }

  private static Size divisor(Subscript known, Expr.Binary b) {
    Size by = factor(known, b);
    if (!by.isAtLeast(Size.ONE) && !Size.of(-1).isAtLeast(by)) {
      throw Mistake.of(CompilerProblem.NON_AFFINE_SUBSCRIPT, b.span(),
          "a subscript is divided by what may be 0: " + by);
    }
    return by;
  }

  private static Mistake notASum(Expr expr) {
    return Mistake.of(CompilerProblem.NON_AFFINE_SUBSCRIPT, expr.span(),
        "a subscript is a sum of indices with whole factors");
  }

  /** A number that the compiler knows without the indices. */
  Optional<Scalar> known(Expr expr, EquationScope scope) {
    if (mentions(expr, scope)) {
      return Optional.empty();
    }
    return evaluator.operators.asSize(expr, scope.env) instanceof Known k ? Optional.of(k.scalar()) : Optional.empty();
  }

  private static boolean mentions(Expr expr, EquationScope scope) {
    return switch (expr) {
      case Expr.Number n -> false;
      case Expr.Name n -> scope.ranges.containsKey(n.name());
      case Expr.Unary u -> mentions(u.operand(), scope);
      case Expr.Binary b -> mentions(b.left(), scope) || mentions(b.right(), scope);
      case Expr.Bracketed b -> !(b.base() instanceof Expr.Name n && n.name().equals("size"));
      case Expr.Apply _,Expr.Text _,Expr.Member _,Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        true;
    };
  }
}
