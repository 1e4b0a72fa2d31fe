package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Scheduled;
import adjoint.compiler.lower.scope.Denotation.Static;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The right side of an index equation as a scalar expression over its indices. */
final class EquationScalars {

  private final Evaluator evaluator;
  private final EquationSubscripts subscripts;

  EquationScalars(Evaluator evaluator, IndexRanges ranges) {
    this.evaluator = evaluator;
    this.subscripts = new EquationSubscripts(evaluator, ranges);
  }

  Scalar scalar(Expr expr, EquationScope scope) {
    return switch (expr) {
      case Expr.Number n -> Scalar.of(n.percent() ? n.value() / 100 : n.value());
      case Expr.Name n -> name(n, scope);
      case Expr.Bracketed b -> bracketed(b, scope);
      case Expr.Apply a -> apply(a, scope);
      case Expr.Unary u when u.operator() == Expr.UnaryOperator.NEGATE ->
        subscripts.known(expr, scope).orElseGet(() -> Scalar.apply(ScalarFunction.NEG, number(u.operand(), scope)));
      case Expr.Unary u -> Scalar.apply(ScalarFunction.NOT, scalar(u.operand(), scope));
      case Expr.Binary b -> binary(b, scope);
      case Expr.Text _,Expr.Member _,Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        throw refused(expr);
    };
  }

  /** What the elements of an expression are. */
  Type.Kind kind(Expr expr, Element element, EquationScope scope) {
    return switch (element) {
      case REAL -> new Type.Kind.Real();
      case BOOL -> new Type.Kind.Bool();
      case INT -> positions(expr, scope).orElse(new Type.Kind.Int());
    };
  }

  /** The dim whose positions the values of an expression are, where that can be told. */
  private Optional<Type.Kind> positions(Expr expr, EquationScope scope) {
    return switch (expr) {
      case Expr.Name n when scope.ranges.containsKey(n.name()) -> {
        TypedAxis axis = scope.ranges.get(n.name());
        yield Optional.of(new Type.Kind.IndexOf(axis.dim(), axis.size()));
      }
      case Expr.Name n -> Optional.of(evaluator.tensor(n, scope.env).type().kind());
      case Expr.Bracketed b -> Optional.of(evaluator.tensor(b.base(), scope.env).type().kind());
      case Expr.Apply a when a.arguments().size() == 3 -> positions(a.arguments().get(1).value(), scope)
          .filter(kind -> positions(a.arguments().get(2).value(), scope).equals(Optional.of(kind)));
      case Expr.Apply _,Expr.Number _,Expr.Text _,Expr.Member _,Expr.Unary _,Expr.Binary _ -> Optional.empty();
      case Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.Entries _,Expr.If _,Expr.Scan _,Expr.Record _,Expr.Wrong _ ->
        Optional.empty();
    };
  }

  private static Mistake refused(Expr expr) {
    return Mistake.of(CompilerProblem.NOT_IN_INDEX_EQUATION, expr.span(),
        "this can't stand in an index equation; bind it to a name above");
  }

  private Scalar number(Expr expr, EquationScope scope) {
    return Tensors.number(scalar(expr, scope));
  }

  private Scalar name(Expr.Name n, EquationScope scope) {
    if (scope.indices.containsKey(n.name())) {
      return new Scalar.At(Subscript.of(scope.indices.get(n.name())));
    }
    Denotation meaning = evaluator.evaluate(n, scope.env);
    return switch (meaning) {
      case Known k -> k.scalar();
      case Step s -> new Scalar.At(Subscript.of(s.index()));
      case Tensor t when t.type().isScalar() -> new Scalar.Read(t.value(), List.of());
      case Tensor _,Scheduled _,Fields _,Static _,Applicable _ ->
        throw Mistake.of(CompilerProblem.MISSING_SUBSCRIPTS, n.span(),
            "`" + n.name() + "` needs its subscripts here: it is " + meaning.described());
    };
  }

  private Scalar binary(Expr.Binary b, EquationScope scope) {
    Optional<Scalar> known = subscripts.known(b, scope);
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

  private Scalar apply(Expr.Apply a, EquationScope scope) {
    Optional<InnerReduction> reduced = InnerReduction.in(a);
    if (reduced.isPresent()) {
      return inner(a, reduced.get(), scope);
    }
    List<Expr> arguments = a.arguments().stream().map(Expr.Argument::value).toList();
    if (a.callee() instanceof Expr.Name n && n.name().equals("where") && arguments.size() == 3) {
      return new Scalar.Select(scalar(arguments.get(0), scope), number(arguments.get(1), scope),
          number(arguments.get(2), scope));
    }
    ScalarFunction function = Optional.of(a.callee()).filter(callee -> callee instanceof Expr.Name)
        .flatMap(callee -> ScalarFunction.named(((Expr.Name) callee).name()))
        .filter(f -> f.arity() == arguments.size()).orElseThrow(() -> refused(a));
    return new Scalar.Apply(function, arguments.stream().map(x -> number(x, scope)).toList());
  }

  /** A reduction inside of an expression is a tensor of its own over the indices around it. */
  private Scalar inner(Expr.Apply a, InnerReduction reduced, EquationScope scope) {
    List<Index> around = new ArrayList<>(scope.rows.values());
    around.addAll(scope.indices.values());
    List<Index> over = reduced.open(scope);
    Scalar body = number(reduced.body(), scope);
    reduced.indices().forEach(index -> scope.indices.remove(index.name()));
    List<Index> out = around.stream().filter(body.indices()::contains).toList();
    Map<Index, Subscript> fresh = new LinkedHashMap<>();
    List<Index> own = out.stream().map(i -> evaluator.build.graph.index(i.axis())).toList();
    for (int i = 0; i < out.size(); i++) {
      fresh.put(out.get(i), Subscript.of(own.get(i)));
    }
    Value value = evaluator.build.graph.add("", new Comprehension(own, over, reduced.reduction(),
        body.substitute(fresh)), scope.env.origin(a.span()));
    return new Scalar.Read(value, Subscript.of(out));
  }

  private Scalar bracketed(Expr.Bracketed b, EquationScope scope) {
    Denotation base = b.base() instanceof Expr.Name n && n.name().equals("size")
        ? evaluator.evaluate(b, scope.env)
        : evaluator.evaluate(b.base(), scope.env);
    if (base instanceof Known k) {
      return k.scalar();
    }
    Tensor t = evaluator.tensors.of(base, b.base().span(), scope.env);
    List<Subscript> at = subscripts.of(t, b, scope);
    Scalar read = new Scalar.Read(t.value(), at);
    if (b.bracket().otherwise().isPresent()) {
      Scalar otherwise = scalar(b.bracket().otherwise().get(), scope);
      return ReadGuards.within(at, t.value().axes(), scope.limits, read, otherwise);
    }
    subscripts.requireInside(t, at, b, scope, "; say what to read there: … else 0");
    return read;
  }
}
