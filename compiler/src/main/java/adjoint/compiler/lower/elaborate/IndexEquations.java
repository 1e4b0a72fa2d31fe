package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.EquationMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Index equations: `y[.., f, i, j] = sum[c, k, l](x[.., c, i + k, j + l else 0] * w[c, k, l, f])`. Subscripts are
 * positional and complete; an index ranges over a dim that it stands in alone, else over the declared type of the left side.
 */
final class IndexEquations {

  private final Evaluator evaluator;

  IndexEquations(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** What the indices of one equation range over, and the rows of dims that `..` stands for. */
  private final class Scope {
    private final Environment env;
    private final Map<String, TypedAxis> ranges = new LinkedHashMap<>();
    private final Map<String, Index> indices = new LinkedHashMap<>();
    private final Map<Dim, Index> rows = new LinkedHashMap<>();
    /** For tables of positions that are looked up, the size of the dim. */
    private final Map<Value, Size> limits = new LinkedHashMap<>();

    Scope(Environment env) {
      this.env = env;
    }

    Index open(Expr.Name name) {
      TypedAxis range = ranges.get(name.name());
      if (range == null) {
        throw EquationMistakes.indexRange(name);
      }
      Index index = evaluator.build.graph.index(range.axis());
      indices.put(name.name(), index);
      return index;
    }
  }

  Tensor equation(Statement.Equation e, Environment env, Optional<List<TypedAxis>> promised) {
    Scope scope = new Scope(env);
    ranges(e.value(), scope);
    promised.ifPresent(axes -> promisedRanges(e.subscripts(), axes, scope));
    List<TypedAxis> axes = new ArrayList<>();
    List<Index> out = new ArrayList<>();
    for (Bracket.Item item : e.subscripts().items()) {
      if (item instanceof Bracket.Item.Row r) {
        for (TypedAxis axis : evaluator.types.row(r, env)) {
          Index index = evaluator.build.graph.index(axis.axis());
          scope.rows.put(axis.dim(), index);
          axes.add(axis);
          out.add(index);
        }
      } else {
        Expr.Name name = indexName(item);
        out.add(scope.open(name));
        axes.add(scope.ranges.get(name.name()));
      }
    }
    Origin origin = evaluator.origin(e.span(), env);
    Value value = evaluator.build.graph.add(e.name().name(), comprehension(e.value(), out, scope), origin);
    return new Tensor(Type.Tensor.real(axes), value, false, e.span());
  }

  private static Expr.Name indexName(Bracket.Item item) {
    if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && !n.upper()) {
      return n;
    }
    throw Problem.of("NN0270", item.span(), "left of an index equation stand index names and `..`");
  }

  /** A reduction at the top is the comprehension's own; everything else is a map. */
  private Comprehension comprehension(Expr value, List<Index> out, Scope scope) {
    Optional<Reduced> reduced = reduced(value);
    if (reduced.isEmpty()) {
      return Comprehension.map(out, scalar(value, scope));
    }
    List<Index> over = reduced.get().open(scope);
    return new Comprehension(out, over, reduced.get().reduction(), scalar(reduced.get().body(), scope));
  }

  /** `sum[c, k, l](body)` or `sum[K: k](body)`. */
  private record Reduced(Reduction reduction, Bracket bracket, Expr body) {
    List<Index> open(Scope scope) {
      return bracket.items().stream().map(item -> scope.open(name(item))).toList();
    }

    static Expr.Name name(Bracket.Item item) {
      return item instanceof Bracket.Item.At a && a.position() instanceof Expr.Name n ? n : indexName(item);
    }
  }

  private static Optional<Reduced> reduced(Expr expr) {
    if (expr instanceof Expr.Apply a && a.callee() instanceof Expr.Bracketed b && b.base() instanceof Expr.Name n
        && Builtins.reduction(n.name()).isPresent() && a.arguments().size() == 1) {
      return Optional
          .of(new Reduced(Builtins.reduction(n.name()).get(), b.bracket(), a.arguments().getFirst().value()));
    }
    return Optional.empty();
  }

  // Ranges

  private void promisedRanges(Bracket subscripts, List<TypedAxis> promised, Scope scope) {
    List<Bracket.Item> items = subscripts.items();
    int row = (int) items.stream().takeWhile(i -> !(i instanceof Bracket.Item.Row)).count();
    for (int i = 0; i < items.size(); i++) {
      int at = i < row ? i : promised.size() - (items.size() - i);
      if (i != row && at >= 0 && at < promised.size()) {
        scope.ranges.putIfAbsent(indexName(items.get(i)).name(), promised.get(at));
      }
    }
  }

  private void ranges(Expr expr, Scope scope) {
    switch (expr) {
      case Expr.Bracketed b -> ranges(b, scope);
      case Expr.Apply a -> {
        reduced(a).ifPresent(r -> explicit(r.bracket(), scope));
        if (reduced(a).isEmpty()) {
          ranges(a.callee(), scope);
        }
        a.arguments().forEach(x -> ranges(x.value(), scope));
      }
      case Expr.Unary u -> ranges(u.operand(), scope);
      case Expr.Binary b -> {
        ranges(b.left(), scope);
        ranges(b.right(), scope);
      }
      default -> {}
    }
  }

  private void explicit(Bracket bracket, Scope scope) {
    for (Bracket.Item item : bracket.items()) {
      if (item instanceof Bracket.Item.At a) {
        scope.ranges.put(Reduced.name(item).name(), evaluator.types.axis(a.dim(), scope.env));
      }
    }
  }

  private void ranges(Expr.Bracketed b, Scope scope) {
    if (!(evaluator.evaluate(b.base(), scope.env) instanceof Tensor t)) {
      return;
    }
    List<List<TypedAxis>> axes = positions(t, b, scope);
    for (int i = 0; i < axes.size(); i++) {
      if (b.bracket().items().get(i) instanceof Bracket.Item.Plain p) {
        if (p.value() instanceof Expr.Name n && !n.upper() && scope.env.find(n.name()).isEmpty()) {
          scope.ranges.putIfAbsent(n.name(), axes.get(i).getFirst());
        }
        ranges(p.value(), scope);
      }
    }
  }

  /** Which axes each item of a positional bracket stands for. */
  private List<List<TypedAxis>> positions(Tensor t, Expr.Bracketed b, Scope scope) {
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

  // Scalars

  private Scalar scalar(Expr expr, Scope scope) {
    return switch (expr) {
      case Expr.Number n -> Scalar.of(n.percent() ? n.value() / 100 : n.value());
      case Expr.Name n -> name(n, scope);
      case Expr.Bracketed b -> bracketed(b, scope);
      case Expr.Apply a -> apply(a, scope);
      case Expr.Unary u when u.operator() == Expr.UnaryOperator.NEGATE ->
        known(expr, scope).orElseGet(() -> Scalar.apply(ScalarFunction.NEG, number(u.operand(), scope)));
      case Expr.Unary u -> Scalar.apply(ScalarFunction.NOT, scalar(u.operand(), scope));
      case Expr.Binary b -> binary(b, scope);
      default ->
        throw Problem.of("NN0271", expr.span(), "this can't stand in an index equation; bind it to a name above");
    };
  }

  private Scalar number(Expr expr, Scope scope) {
    return Tensors.number(scalar(expr, scope));
  }

  /** A number that the compiler knows without the indices. */
  private Optional<Scalar> known(Expr expr, Scope scope) {
    if (mentions(expr, scope)) {
      return Optional.empty();
    }
    return evaluator.arithmetic.asSize(expr, scope.env) instanceof Known k ? Optional.of(k.scalar()) : Optional.empty();
  }

  private static boolean mentions(Expr expr, Scope scope) {
    return switch (expr) {
      case Expr.Number n -> false;
      case Expr.Name n -> scope.ranges.containsKey(n.name());
      case Expr.Unary u -> mentions(u.operand(), scope);
      case Expr.Binary b -> mentions(b.left(), scope) || mentions(b.right(), scope);
      case Expr.Bracketed b -> !(b.base() instanceof Expr.Name n && n.name().equals("size"));
      default -> true;
    };
  }

  private Scalar name(Expr.Name n, Scope scope) {
    if (scope.indices.containsKey(n.name())) {
      return new Scalar.At(Subscript.of(scope.indices.get(n.name())));
    }
    Denotation meaning = evaluator.evaluate(n, scope.env);
    return switch (meaning) {
      case Known k -> k.scalar();
      case Step s -> new Scalar.At(Subscript.of(s.index()));
      case Tensor t when t.type().isScalar() -> new Scalar.Read(t.value(), List.of());
      default -> throw Problem.of("NN0272", n.span(),
          "`" + n.name() + "` needs its subscripts here: it is " + Evaluator.describe(meaning));
    };
  }

  private Scalar binary(Expr.Binary b, Scope scope) {
    Optional<Scalar> known = known(b, scope);
    if (known.isPresent()) {
      return known.get();
    }
    ScalarFunction f = Operators.function(b);
    boolean logic = f == ScalarFunction.AND || f == ScalarFunction.OR;
    Scalar left = logic ? scalar(b.left(), scope) : number(b.left(), scope);
    if (f == ScalarFunction.POW && b.right() instanceof Expr.Number n && n.value() == 2) {
      return Scalar.apply(ScalarFunction.MUL, left, left);
    }
    return Scalar.apply(f, left, logic ? scalar(b.right(), scope) : number(b.right(), scope));
  }

  private Scalar apply(Expr.Apply a, Scope scope) {
    Optional<Reduced> reduced = reduced(a);
    if (reduced.isPresent()) {
      return inner(a, reduced.get(), scope);
    }
    List<Expr> arguments = a.arguments().stream().map(Expr.Argument::value).toList();
    if (a.callee() instanceof Expr.Name n && n.name().equals("where") && arguments.size() == 3) {
      return new Scalar.Select(scalar(arguments.get(0), scope), number(arguments.get(1), scope),
          number(arguments.get(2), scope));
    }
    ScalarFunction function = a.callee() instanceof Expr.Name n
        ? ScalarFunction.named(n.name()).filter(f -> f.arity() == arguments.size()).orElse(null)
        : null;
    if (function == null) {
      throw Problem.of("NN0271", a.span(), "this can't stand in an index equation; bind it to a name above");
    }
    return new Scalar.Apply(function, arguments.stream().map(x -> number(x, scope)).toList());
  }

  /** A reduction inside of an expression is a tensor of its own over the indices around it. */
  private Scalar inner(Expr.Apply a, Reduced reduced, Scope scope) {
    List<Index> around = new ArrayList<>(scope.rows.values());
    around.addAll(scope.indices.values());
    List<Index> over = reduced.open(scope);
    Scalar body = number(reduced.body(), scope);
    reduced.bracket().items().forEach(item -> scope.indices.remove(Reduced.name(item).name()));
    List<Index> out = around.stream().filter(body.indices()::contains).toList();
    Map<Index, Subscript> fresh = new LinkedHashMap<>();
    List<Index> own = out.stream().map(i -> evaluator.build.graph.index(i.axis())).toList();
    for (int i = 0; i < out.size(); i++) {
      fresh.put(out.get(i), Subscript.of(own.get(i)));
    }
    Value value = evaluator.build.graph.add("", new Comprehension(own, over, reduced.reduction(),
        body.substitute(fresh)), evaluator.origin(a.span(), scope.env));
    return new Scalar.Read(value, Subscript.of(out));
  }

  private Scalar bracketed(Expr.Bracketed b, Scope scope) {
    Denotation base = b.base() instanceof Expr.Name n && n.name().equals("size")
        ? evaluator.evaluate(b, scope.env)
        : evaluator.evaluate(b.base(), scope.env);
    if (base instanceof Known k) {
      return k.scalar();
    }
    Tensor t = evaluator.asTensor(base, b.base().span(), scope.env);
    List<Subscript> at = subscripts(t, b, scope);
    Scalar read = new Scalar.Read(t.value(), at);
    if (b.bracket().otherwise().isPresent()) {
      Scalar otherwise = scalar(b.bracket().otherwise().get(), scope);
      return ReadGuards.within(at, t.value().axes(), scope.limits, read, otherwise);
    }
    for (int i = 0; i < at.size(); i++) {
      boolean lookup = !at.get(i).tables().isEmpty();
      if (!lookup && !Bounds.provablyWithin(at.get(i), t.value().axes().get(i).size())) {
        throw Problem.of("NN0219", b.span(), "subscript " + (i + 1) + " may lie outside of " + t.axes().get(i)
            + "; say what to read there: … else 0");
      }
    }
    return read;
  }

  private List<Subscript> subscripts(Tensor t, Expr.Bracketed b, Scope scope) {
    List<List<TypedAxis>> axes = positions(t, b, scope);
    List<Subscript> at = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      switch (b.bracket().items().get(i)) {
        case Bracket.Item.Row r -> axes.get(i).forEach(axis -> at.add(rowIndex(axis, b, scope)));
        case Bracket.Item.Plain p -> at.add(subscript(p.value(), scope));
        case Bracket.Item item ->
          throw Problem.of("NN0270", item.span(), "subscripts in an index equation are positional");
      }
    }
    return at;
  }

  private static Subscript rowIndex(TypedAxis axis, Expr.Bracketed b, Scope scope) {
    Index index = scope.rows.get(axis.dim());
    if (index == null) {
      throw Problem.of("NN0270", b.span(), "`..` must stand on the left of the equation too");
    }
    return Subscript.of(index);
  }

  private Subscript subscript(Expr expr, Scope scope) {
    Optional<Scalar> known = known(expr, scope);
    if (known.isPresent()) {
      return Subscript.of(evaluator.size(expr, scope.env));
    }
    return switch (expr) {
      case Expr.Name n -> Subscript.of(scope.indices.computeIfAbsent(n.name(), name -> {
        throw EquationMistakes.indexRange(n);
      }));
      case Expr.Bracketed b -> lookup(b, scope);
      case Expr.Binary b -> arithmetic(b, scope);
      case Expr.Unary u when u.operator() == Expr.UnaryOperator.NEGATE ->
        subscript(u.operand(), scope).times(Size.of(-1));
      default -> throw Problem.of("NN0273", expr.span(), "a subscript is a sum of indices with whole factors");
    };
  }

  private Subscript lookup(Expr.Bracketed b, Scope scope) {
    Tensor t = evaluator.asTensor(evaluator.evaluate(b.base(), scope.env), b.base().span(), scope.env);
    if (t.type().kind() instanceof Type.Kind.Real || t.type().kind() instanceof Type.Kind.Bool) {
      throw Problem.of("NN0273", b.span(),
          "only indices and whole numbers can be subscripts, and this is " + t.type());
    }
    if (t.type().kind() instanceof Type.Kind.IndexOf i) {
      scope.limits.put(t.value(), i.size());
    }
    return Subscript.of(new Subscript.Lookup(t.value(), subscripts(t, b, scope)));
  }

  private Subscript arithmetic(Expr.Binary b, Scope scope) {
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
      throw Problem.of("NN0273", b.span(), "a subscript is divided by what may be 0: " + by);
    }
    return by;
  }

  private static Problem notASum(Expr.Binary b) {
    return Problem.of("NN0273", b.span(), "a subscript is a sum of indices with whole factors");
  }
}
