package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Expr.BinaryOperator;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators and scalar functions: folded where the compiler knows the numbers, elementwise where they flow. */
final class Operators {

  private final Evaluator evaluator;

  Operators(Evaluator evaluator) {
    this.evaluator = evaluator;
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
    Denotation right = evaluator.evaluate(b.right(), env);
    if (b.operator() == BinaryOperator.MATMUL) {
      return matmul(evaluator.asTensor(left, b.left().span(), env), evaluator.asTensor(right, b.right().span(), env), b,
          env);
    }
    return combine(b, left, right, env);
  }

  private Denotation combine(Expr.Binary b, Denotation left, Denotation right, Environment env) {
    if (left instanceof Flag l && right instanceof Flag r) {
      return flags(b, l.value(), r.value());
    }
    if (left instanceof Denotation.Text l && right instanceof Denotation.Text r
        && b.operator() == BinaryOperator.EQUAL) {
      return new Flag(l.value().equals(r.value()));
    }
    List<Span> spans = List.of(b.left().span(), b.right().span());
    return function(function(b), List.of(left, right), spans, b.span(), env);
  }

  private static Denotation flags(Expr.Binary b, boolean l, boolean r) {
    return switch (b.operator()) {
      case AND -> new Flag(l && r);
      case OR -> new Flag(l || r);
      case EQUAL -> new Flag(l == r);
      case NOT_EQUAL -> new Flag(l != r);
      default -> throw Problem.of("NN0213", b.operatorSpan(),
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
      case MATMUL -> throw Problem.of("NN0244", b.operatorSpan(), "`@` can't stand here");
      case CLOSE ->
        throw Problem.of("NN0244", b.operatorSpan(), "`~=` belongs into an assert: assert a ~= b within 1e-6");
    };
  }

  /** A scalar function of whatever its arguments are. */
  Denotation function(ScalarFunction f, List<Denotation> arguments, List<Span> spans, Span span, Environment env) {
    if (arguments.stream().allMatch(a -> a instanceof Known)) {
      return known(f, arguments.stream().map(a -> (Known) a).toList(), span);
    }
    if (!f.isPredicate() && arguments.stream().allMatch(a -> a instanceof Known || a instanceof Scheduled)) {
      return scheduled(f, arguments, span);
    }
    List<Tensors.Operand> operands = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      operands.add(operand(f, arguments.get(i), spans.get(i), env));
    }
    if (f == ScalarFunction.POW && arguments.get(1) instanceof Known k && k.constant().isPresent()) {
      return power(operands, k.constant().get(), evaluator.origin(span, env));
    }
    return evaluator.tensors.elementwise(f, operands, evaluator.origin(span, env));
  }

  private Tensors.Operand operand(ScalarFunction f, Denotation argument, Span span, Environment env) {
    if (argument instanceof Known k
        && !(f == ScalarFunction.AND || f == ScalarFunction.OR || f == ScalarFunction.NOT)) {
      return new Tensors.Number(k.scalar());
    }
    Tensor tensor = evaluator.asTensor(argument, span, env);
    requireKind(f, tensor, span);
    return new Tensors.Flowing(tensor);
  }

  /** Small whole powers are products: exact in every machine form, and what a reader would write. */
  private Denotation power(List<Tensors.Operand> arguments, double exponent, Origin origin) {
    Tensor x = ((Tensors.Flowing) arguments.getFirst()).tensor();
    Tensors t = evaluator.tensors;
    if (exponent == 2) {
      return t.map(new Type.Kind.Real(), x.axes(), places -> Scalar.apply(ScalarFunction.MUL,
          Tensors.number(x, places), Tensors.number(x, places)), "", origin);
    }
    if (exponent == 3) {
      return t.map(new Type.Kind.Real(), x.axes(), places -> Scalar.apply(ScalarFunction.MUL,
          Scalar.apply(ScalarFunction.MUL, Tensors.number(x, places), Tensors.number(x, places)),
          Tensors.number(x, places)), "", origin);
    }
    return exponent == 0.5
        ? t.elementwise(ScalarFunction.SQRT, arguments.subList(0, 1), origin)
        : t.elementwise(ScalarFunction.POW, arguments, origin);
  }

  private static void requireKind(ScalarFunction f, Tensor argument, Span span) {
    boolean logic = f == ScalarFunction.AND || f == ScalarFunction.OR || f == ScalarFunction.NOT;
    if (logic && !(argument.type().kind() instanceof Type.Kind.Bool)) {
      throw Problem.of("NN0213", span, "`" + f.symbol() + "` takes bool, and this is " + argument.type());
    }
  }

  private static Denotation known(ScalarFunction f, List<Known> arguments, Span span) {
    Optional<Size> size = size(f, arguments);
    if (size.isPresent()) {
      return Known.of(size.get());
    }
    Optional<Flag> order = order(f, arguments);
    if (order.isPresent()) {
      return order.get();
    }
    if (arguments.stream().allMatch(a -> a.constant().isPresent())) {
      double value = f.evaluate(arguments.stream().map(a -> a.constant().get()).toList());
      return f.isPredicate() ? new Flag(value != 0) : Known.of(value);
    }
    if (f.isPredicate()) {
      throw PlaceMistakes.conditionNotKnown(span);
    }
    return new Known(new Scalar.Apply(f, arguments.stream().map(Known::scalar).toList()), Optional.empty());
  }

  private static Optional<Size> size(ScalarFunction f, List<Known> arguments) {
    if (!arguments.stream().allMatch(a -> a.size().isPresent())) {
      return Optional.empty();
    }
    Size a = arguments.getFirst().size().get();
    Size b = arguments.getLast().size().get();
    return switch (f) {
      case NEG -> Optional.of(a.times(-1));
      case ADD -> Optional.of(a.plus(b));
      case SUB -> Optional.of(a.minus(b));
      case MUL -> Optional.of(a.times(b));
      case DIV -> b.is(0) ? Optional.empty() : a.dividedBy(b);
      case FLOOR_DIV -> b.is(0) ? Optional.empty() : Optional.of(a.floorDiv(b));
      case MOD -> b.is(0) ? Optional.empty() : Optional.of(a.minus(a.floorDiv(b).times(b)));
      default -> Optional.empty();
    };
  }

  /** Comparisons of sizes with open dims, where they can be decided. */
  private static Optional<Flag> order(ScalarFunction f, List<Known> arguments) {
    if (!f.isPredicate() || arguments.size() != 2 || !arguments.stream().allMatch(a -> a.size().isPresent())) {
      return Optional.empty();
    }
    Size a = arguments.getFirst().size().get();
    Size b = arguments.getLast().size().get();
    return switch (f) {
      case EQ -> a.equals(b) ? Optional.of(new Flag(true)) : Optional.empty();
      case NE -> a.equals(b) ? Optional.of(new Flag(false)) : Optional.empty();
      case LE -> decide(a, b);
      case GE -> decide(b, a);
      case LT -> decide(a.plus(1), b);
      case GT -> decide(b.plus(1), a);
      default -> Optional.empty();
    };
  }

  private static Optional<Flag> decide(Size small, Size large) {
    return large.isAtLeast(small)
        ? Optional.of(new Flag(true))
        : small.isAtLeast(large.plus(1)) ? Optional.of(new Flag(false)) : Optional.empty();
  }

  private static Denotation scheduled(ScalarFunction f, List<Denotation> arguments, Span span) {
    List<Schedule> parts = new ArrayList<>();
    for (Denotation argument : arguments) {
      parts.add(argument instanceof Scheduled s
          ? s.schedule()
          : new Schedule.Constant(((Known) argument).constant().orElseThrow(
              () -> Problem.of("NN0245", span,
                  "a number that changes from step to step can't meet the size of an open dim"))));
    }
    return new Scheduled(new Schedule.Computed(operation(f, span), parts));
  }

  private static Schedule.Operation operation(ScalarFunction f, Span span) {
    return switch (f) {
      case ADD -> Schedule.Operation.ADD;
      case SUB -> Schedule.Operation.SUBTRACT;
      case MUL -> Schedule.Operation.MULTIPLY;
      case DIV -> Schedule.Operation.DIVIDE;
      case POW -> Schedule.Operation.POWER;
      case NEG -> Schedule.Operation.NEGATE;
      case SQRT -> Schedule.Operation.SQRT;
      case EXP -> Schedule.Operation.EXP;
      case LOG -> Schedule.Operation.LOG;
      case MINIMUM -> Schedule.Operation.MINIMUM;
      case MAXIMUM -> Schedule.Operation.MAXIMUM;
      default -> throw Problem.of("NN0245", span,
          "`" + f.symbol() + "` can't be taken of a number that changes from step to step");
    };
  }

  /** `x @ w`: consumes the dims left of the arrow, appends those right of it. */
  private Tensor matmul(Tensor x, Tensor w, Expr.Binary b, Environment env) {
    int arrow = w.type().arrow().orElseThrow(() -> DimMistakes.notAMap(b.right().span(), w.type()));
    List<TypedAxis> in = w.axes().subList(0, arrow);
    List<TypedAxis> out = w.axes().subList(arrow, w.axes().size());
    for (TypedAxis axis : in) {
      TypedAxis same = x.type().axis(axis.dim())
          .orElseThrow(() -> DimMistakes.mapTakes(b.operatorSpan(), axis, x.type(), x.made()));
      if (!same.size().equals(axis.size())) {
        throw DimMistakes.sizesDiffer("@", b.operatorSpan(), same, x.made(), axis, w.made());
      }
    }
    List<TypedAxis> result = new ArrayList<>(Tensors.without(x.axes(), in));
    for (TypedAxis axis : out) {
      if (result.stream().anyMatch(a -> a.dim().equals(axis.dim()))) {
        throw DimMistakes.twice(b.span(), axis.dim());
      }
      result.add(axis);
    }
    return product(x, w, arrow, in, result, evaluator.origin(b.span(), env));
  }

  /** The map's own axes are read through names of their own, since one may stand on both sides of its arrow. */
  private Tensor product(Tensor x, Tensor w, int arrow, List<TypedAxis> in, List<TypedAxis> result, Origin origin) {
    return evaluator.tensors.comprehension(new Type.Kind.Real(), result, inner(in), Reduction.SUM,
        places -> {
          List<Subscript> left = x.axes().stream()
              .map(a -> Subscript.of(places.of(
                  in.stream().anyMatch(i -> i.dim().equals(a.dim())) ? inner(a.dim()) : a.dim())))
              .toList();
          List<Subscript> right = new ArrayList<>();
          for (int i = 0; i < w.axes().size(); i++) {
            Dim dim = w.axes().get(i).dim();
            right.add(Subscript.of(places.of(i < arrow ? inner(dim) : dim)));
          }
          return Scalar.apply(ScalarFunction.MUL, Tensors.number(new Scalar.Read(x.value(), left)),
              new Scalar.Read(w.value(), right));
        }, "", origin);
  }

  private static List<TypedAxis> inner(List<TypedAxis> axes) {
    return axes.stream().map(a -> a.named(inner(a.dim()))).toList();
  }

  private static Dim inner(Dim dim) {
    return new Dim("@" + dim.name(), dim.scope(), dim.shown());
  }

  /** An expression inside of a bracket, where dims count as their sizes and `/` must be exact. */
  Denotation asSize(Expr expr, Environment env) {
    return switch (expr) {
      case Expr.Name n when evaluator.lookup(n.name(), env).orElse(null) instanceof DimName d ->
        Known.of(d.axis().size());
      case Expr.Binary b -> {
        Denotation left = asSize(b.left(), env);
        Denotation right = asSize(b.right(), env);
        boolean whole =
            left instanceof Known l && right instanceof Known r && l.size().isPresent() && r.size().isPresent();
        Denotation result = combine(b, left, right, env);
        if (whole && result instanceof Known k && k.size().isEmpty() && !(b.operator() == BinaryOperator.POWER)) {
          throw DimMistakes.doesNotDivide(b.span(), ((Known) left).size().get(), ((Known) right).size().get());
        }
        yield result;
      }
      case Expr.Unary u when u.operator() == Expr.UnaryOperator.NEGATE ->
        function(ScalarFunction.NEG, List.of(asSize(u.operand(), env)), List.of(u.span()), u.span(), env);
      default -> evaluator.evaluate(expr, env);
    };
  }
}
