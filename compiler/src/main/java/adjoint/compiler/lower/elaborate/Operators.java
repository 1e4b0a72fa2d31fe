package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Expr.BinaryOperator;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators and scalar functions: folded where the compiler knows the numbers, elementwise where they flow. */
public final class Operators {

  private final Evaluator evaluator;
  private final Tensors tensors;

  Operators(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.tensors = evaluator.tensors;
  }

  Denotation unary(Expr.Unary u, Environment env) {
    Denotation operand = evaluator.evaluate(u.operand(), env);
    if (u.operator() == Expr.UnaryOperator.NOT) {
      return operand instanceof Flag f
          ? new Flag(!f.value())
          : function(ScalarFunction.NOT, List.of(operand), List.of(u.operand().span()), u.span(), env);
    }
    return function(ScalarFunction.NEG, List.of(operand), List.of(u.operand().span()), u.span(), env);
  }

  Denotation binary(Expr.Binary b, Environment env) {
    Denotation left = evaluator.evaluate(b.left(), env);
    if (decides(left, b)) {
      return left;
    }
    Denotation right = evaluator.evaluate(b.right(), env);
    return b.operator() == BinaryOperator.MATMUL
        ? new MapProduct(tensors, b, env.origin(b.span())).of(tensors.of(left, b.left().span(), env),
            tensors.of(right, b.right().span(), env))
        : combine(b, left, right, env);
  }

  /** Whether the left side says it all, so that the right one may be what makes no sense then. */
  private static boolean decides(Denotation left, Expr.Binary b) {
    return left instanceof Flag decided && b.operator() == (decided.value() ? BinaryOperator.OR : BinaryOperator.AND);
  }

  private Denotation combine(Expr.Binary b, Denotation left, Denotation right, Environment env) {
    if (left instanceof Flag l && right instanceof Flag r) {
      return flags(b, l.value(), r.value());
    }
    if (left instanceof Denotation.Entries list && right instanceof Denotation.Static) {
      return new Flag(list.values().stream().allMatch(entry -> holds(b, entry, right, env)));
    }
    if (isText(left, right) && (b.operator() == BinaryOperator.EQUAL || b.operator() == BinaryOperator.NOT_EQUAL)) {
      return new Flag(left.equals(right) == (b.operator() == BinaryOperator.EQUAL));
    }
    List<Span> spans = List.of(b.left().span(), b.right().span());
    return function(function(b), List.of(left, right), spans, b.span(), env);
  }

  /** A comparison of a list holds where it holds for each entry: `pad >= 0`. */
  private boolean holds(Expr.Binary b, Denotation entry, Denotation right, Environment env) {
    if (combine(b, entry, right, env) instanceof Flag flag) {
      return flag.value();
    }
    throw Mistake.of(CompilerProblem.MISPLACED_OPERATOR, b.operatorSpan(),
        "`" + b.operator().symbol() + "` can't take a list; entry(list, 0, 2) is the first of two");
  }

  /** A text beside what the compiler knows: a setting may be either, `pad = "same"` or `pad = 1`. */
  private static boolean isText(Denotation left, Denotation right) {
    return left instanceof Denotation.Static && right instanceof Denotation.Static
        && (left instanceof Denotation.Text || right instanceof Denotation.Text);
  }

  private static Denotation flags(Expr.Binary b, boolean l, boolean r) {
    return switch (b.operator()) {
      case AND -> new Flag(l && r);
      case OR -> new Flag(l || r);
      case EQUAL -> new Flag(l == r);
      case NOT_EQUAL -> new Flag(l != r);
      default -> throw Mistake.of(CompilerProblem.KIND_MISMATCH, b.operatorSpan(),
          "`" + b.operator().symbol() + "` takes numbers, not true or false");
    };
  }

  static ScalarFunction function(Expr.Binary b) {
    return switch (b.operator()) {
      case POWER -> ScalarFunction.POW;
      case MULTIPLY -> ScalarFunction.MUL;
      case DIVIDE -> ScalarFunction.DIV;
      case FLOOR_DIVIDE -> ScalarFunction.FLOOR_DIV;
      case MODULO -> ScalarFunction.MOD;
      case ADD -> ScalarFunction.ADD;
      case SUBTRACT -> ScalarFunction.SUB;
      case EQUAL -> ScalarFunction.EQ;
      case NOT_EQUAL -> ScalarFunction.NE;
      case LESS -> ScalarFunction.LT;
      case LESS_EQUAL -> ScalarFunction.LE;
      case GREATER -> ScalarFunction.GT;
      case GREATER_EQUAL -> ScalarFunction.GE;
      case AND -> ScalarFunction.AND;
      case OR -> ScalarFunction.OR;
      case MATMUL -> throw Mistake.of(CompilerProblem.MISPLACED_OPERATOR, b.operatorSpan(), "`@` can't stand here");
      case CLOSE ->
        throw Mistake.of(CompilerProblem.MISPLACED_OPERATOR, b.operatorSpan(),
            "`~=` belongs into an assert: assert a ~= b within 1e-6");
    };
  }

  /** A scalar function of whatever its arguments are. */
  Denotation function(ScalarFunction f, List<Denotation> arguments, List<Span> spans, Span span, Environment env) {
    if (arguments.stream().anyMatch(WeightValues::are)) {
      return evaluator.weights.function(f, arguments, spans, span, env);
    }
    if (arguments.stream().allMatch(a -> a instanceof Known)) {
      return KnownNumbers.fold(f, arguments.stream().map(a -> (Known) a).toList())
          .orElseGet(() -> tensors.map(new Type.Kind.Bool(), List.of(), places -> new Scalar.Apply(f,
              arguments.stream().map(a -> ((Known) a).scalar()).toList()), "", env.origin(span)));
    }
    if (!f.isPredicate() && arguments.stream().allMatch(a -> a instanceof Known || a instanceof Scheduled)) {
      return KnownNumbers.scheduled(f, arguments, span);
    }
    List<Tensors.Operand> operands = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      operands.add(operand(f, arguments.get(i), spans.get(i), env));
    }
    Optional<Double> exponent =
        f == ScalarFunction.POW && arguments.get(1) instanceof Known k ? k.constant() : Optional.empty();
    return exponent.map(e -> power(operands, e, env.origin(span)))
        .orElseGet(() -> tensors.elementwise(f, operands, env.origin(span)));
  }

  private Tensors.Operand operand(ScalarFunction f, Denotation argument, Span span, Environment env) {
    boolean logic = f == ScalarFunction.AND || f == ScalarFunction.OR || f == ScalarFunction.NOT;
    if (argument instanceof Known k && !logic) {
      return new Tensors.Number(k.scalar());
    }
    Tensor tensor = tensors.of(argument, span, env);
    if (logic && !(tensor.type().kind() instanceof Type.Kind.Bool)) {
      throw Mistake.of(CompilerProblem.KIND_MISMATCH, span,
          "`" + f.symbol() + "` takes bool, and this is " + tensor.type());
    }
    return new Tensors.Flowing(tensor);
  }

  /** Small whole powers are products: exact in every machine form, and what a reader would write. */
  private Tensor power(List<Tensors.Operand> arguments, double exponent, Origin origin) {
    Tensor x = ((Tensors.Flowing) arguments.getFirst()).tensor();
    if (exponent == 2) {
      return tensors.each(x, a -> Scalar.apply(ScalarFunction.MUL, a, a), origin);
    }
    if (exponent == 3) {
      return tensors.each(x, a -> Scalar.apply(ScalarFunction.MUL, Scalar.apply(ScalarFunction.MUL, a, a), a), origin);
    }
    return exponent == 0.5
        ? tensors.elementwise(ScalarFunction.SQRT, arguments.subList(0, 1), origin)
        : tensors.elementwise(ScalarFunction.POW, arguments, origin);
  }

  /** An expression inside of a bracket, where dims count as their sizes and `/` must be exact. */
  Denotation asSize(Expr expr, Environment env) {
    if (expr instanceof Expr.Name n && evaluator.names.find(n.name(), env).orElse(null) instanceof DimName d) {
      return Known.of(d.axis().size());
    }
    if (expr instanceof Expr.Binary b) {
      Denotation left = asSize(b.left(), env);
      return decides(left, b) ? left : sizes(b, left, asSize(b.right(), env), env);
    }
    return expr instanceof Expr.Unary u && u.operator() == Expr.UnaryOperator.NEGATE
        ? function(ScalarFunction.NEG, List.of(asSize(u.operand(), env)), List.of(u.span()), u.span(), env)
        : evaluator.evaluate(expr, env);
  }

  private Denotation sizes(Expr.Binary b, Denotation left, Denotation right, Environment env) {
    Denotation result = combine(b, left, right, env);
    boolean fraction = b.operator() != BinaryOperator.POWER && result instanceof Known k && k.size().isEmpty();
    if (fraction && left instanceof Known l && l.size().isPresent() && right instanceof Known r
        && r.size().isPresent()) {
      throw DimMistakes.doesNotDivide(b.span(), l.size().get(), r.size().get());
    }
    return result;
  }
}
