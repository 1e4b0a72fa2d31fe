package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.BodyMistakes;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statements and blocks: binds names, declares what is stored, updates, gives the value of the last expression. */
public final class Statements {

  private final Evaluator evaluator;
  private final IndexEquations equations;
  private Optional<Type.Tensor> target = Optional.empty();
  private Optional<List<TypedAxis>> promised = Optional.empty();
  private final Deque<Map<String, Tensor>> yields = new ArrayDeque<>();

  Statements(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.equations = new IndexEquations(evaluator);
  }

  /** What an initial value is being made for. */
  Optional<Type.Tensor> target() {
    return target;
  }

  /** Evaluates an initial value for a stored tensor of this type. */
  public Tensor initial(ProgramScope.Initial initial, Type.Tensor type) {
    Optional<Type.Tensor> outer = target;
    target = Optional.of(type);
    try {
      Tensor value = evaluator.tensor(initial.value(), initial.environment());
      return fit(value, type, initial);
    } finally {
      target = outer;
    }
  }

  private Tensor fit(Tensor value, Type.Tensor type, ProgramScope.Initial initial) {
    for (TypedAxis axis : value.axes()) {
      if (!type.has(axis.dim())) {
        throw BodyMistakes.initialLacks(initial.span(), type, value.type());
      }
    }
    if (value.type().arrow().isPresent() && value.type().dims().equals(type.dims())) {
      return value;
    }
    return evaluator.tensors.layout(value, type.axes(), evaluator.origin(initial.span(), initial.environment()));
  }

  /** `fan_in`: the product of the sizes left of the arrow of what is being declared. */
  Optional<Denotation> fan(String name) {
    return target.filter(t -> t.arrow().isPresent()).map(t -> {
      int arrow = t.arrow().get();
      List<TypedAxis> side =
          name.equals("fan_in") ? t.axes().subList(0, arrow) : t.axes().subList(arrow, t.axes().size());
      return Known.of(Build.count(side));
    });
  }

  /** The result of a callable, laid out as its header promises. */
  Denotation callable(Declaration.Callable d, Environment body) {
    Optional<Type> type = d.result().map(r -> evaluator.types.type(r, body));
    Optional<List<TypedAxis>> outer = promised;
    Optional<Type.Tensor> outerTarget = target;
    promised = type.filter(t -> t instanceof Type.Tensor).map(t -> ((Type.Tensor) t).axes());
    target = target.filter(t -> d.parameters().stream().allMatch(p -> p.type() instanceof TypeExpr.Of));
    try {
      Denotation value = block(d.body(), body);
      return type.isEmpty() ? value : coerce(value, type.get(), d, body);
    } finally {
      promised = outer;
      target = outerTarget;
    }
  }

  /** The axes that the result of the callable around is promised to have. */
  Optional<List<TypedAxis>> promised() {
    return promised;
  }

  private Denotation coerce(Denotation value, Type type, Declaration.Callable d, Environment body) {
    Span span = last(d.body());
    return switch (type) {
      case Type.Tensor t -> {
        boolean scalar = t.isScalar() && t.kind() instanceof Type.Kind.Real;
        yield scalar && (value instanceof Known || value instanceof Denotation.Scheduled)
            ? value
            : result(evaluator.asTensor(value, span, body), t, d, span, body);
      }
      case Type.Fields f -> {
        if (!(value instanceof Fields given)) {
          throw BodyMistakes.resultFields(span, d, f.fields().keySet());
        }
        Map<String, Denotation> fields = new LinkedHashMap<>();
        f.fields().forEach((name, part) -> {
          if (!given.fields().containsKey(name)) {
            throw BodyMistakes.resultFields(span, d, f.fields().keySet());
          }
          fields.put(name, coerce(given.fields().get(name), part, d, body));
        });
        yield new Fields(fields);
      }
    };
  }

  private Tensor result(Tensor value, Type.Tensor type, Declaration.Callable d, Span span, Environment body) {
    boolean index = type.kind() instanceof Type.Kind.IndexOf;
    boolean sameKind = index
        ? value.type().kind().equals(type.kind())
        : !(type.kind() instanceof Type.Kind.Bool)
            || value.type().kind() instanceof Type.Kind.Bool;
    boolean sameDims =
        value.axes().size() == type.axes().size() && type.axes().stream().allMatch(a -> value.type().has(a.dim()));
    if (!sameKind || !sameDims) {
      throw BodyMistakes.result(span, d, type, value.type(), value.made());
    }
    for (TypedAxis axis : type.axes()) {
      TypedAxis actual = value.type().axis(axis.dim()).get();
      if (!actual.size().equals(axis.size())) {
        throw BodyMistakes.resultSize(span, d, axis, actual);
      }
    }
    Tensor fit =
        type.kind() instanceof Type.Kind.Real ? evaluator.tensors.real(value, evaluator.origin(span, body)) : value;
    Tensor laid = value.type().arrow().isPresent()
        ? fit
        : evaluator.tensors.layout(fit, type.axes(), evaluator.origin(span, body));
    return laid.as(new Type.Tensor(type.kind(), type.axes(), type.arrow()));
  }

  private static Span last(Block block) {
    return block.statements().isEmpty() ? block.span() : block.statements().getLast().span();
  }

  /** Runs a block; its value is that of its last statement. */
  public Denotation block(Block block, Environment env) {
    Denotation value = null;
    int before = evaluator.build.program.problems.size();
    for (int i = 0; i < block.statements().size(); i++) {
      Statement statement = block.statements().get(i);
      boolean isLast = i == block.statements().size() - 1;
      Denotation[] result = new Denotation[1];
      if (isLast && evaluator.build.program.problems.size() == before) {
        result[0] = statement(statement, env, true);
      } else {
        attempt(statement, env, () -> result[0] = statement(statement, env, isLast));
      }
      value = result[0];
    }
    if (evaluator.build.program.problems.size() > before) {
      throw new AlreadyReported();
    }
    return value == null ? new Fields(Map.of()) : value;
  }

  /** Runs a statement; after a problem in it, what it would have bound is silent. */
  public void attempt(Statement statement, Environment env, Runnable run) {
    if (!evaluator.build.program.problems.attempt(run)) {
      bound(statement).forEach(env::setWrong);
    }
  }

  private static List<String> bound(Statement statement) {
    return switch (statement) {
      case Statement.Bind b -> b.names().stream().map(Expr.Name::name).toList();
      case Statement.Equation e -> List.of(e.name().name());
      case Statement.Declare d -> List.of(d.name());
      case Statement.LocalDim d -> List.of(d.dim().name());
      default -> List.of();
    };
  }

  public Denotation statement(Statement statement, Environment env, boolean isLast) {
    return switch (statement) {
      case Statement.Bind b -> bind(b, env);
      case Statement.Update u -> update(u, env);
      case Statement.Equation e -> equation(e, env, isLast);
      case Statement.Declare d -> declare(d, env);
      case Statement.Yield y -> yielded(y, env);
      case Statement.LocalDim d ->
        throw Problem.of("NN0253", d.span(), "dims are declared at the top of a file, or in a test");
      case Statement.Assert a -> throw Problem.of("NN0254", a.span(), "`assert` belongs into a test");
      case Statement.Evaluate e -> evaluateStatement(e, env, isLast);
    };
  }

  private Denotation evaluateStatement(Statement.Evaluate e, Environment env, boolean isLast) {
    if (e.value() instanceof Expr.If choice && !isLast) {
      boolean holds = evaluator.flag(choice.condition(), env);
      Optional<Block> chosen = holds ? Optional.of(choice.then()) : choice.otherwise();
      chosen.ifPresent(b -> block(b, env.block()));
      return null;
    }
    if (e.value() instanceof Expr.If choice && choice.otherwise().isEmpty()) {
      return evaluator.flag(choice.condition(), env) ? block(choice.then(), env.block()) : null;
    }
    return evaluator.evaluate(e.value(), env);
  }

  private Denotation yielded(Statement.Yield y, Environment env) {
    if (yields.isEmpty()) {
      throw Problem.of("NN0252", y.span(), "`yield` belongs into a scan");
    }
    for (Expr value : y.values()) {
      String name = value instanceof Expr.Name n ? n.name() : "yield" + (yields.peek().size() + 1);
      yields.peek().put(name, evaluator.tensor(value, env));
    }
    return null;
  }

  /** Runs a scan's body and returns what it yields, by name. */
  Map<String, Tensor> yields(Block body, Environment env) {
    yields.push(new LinkedHashMap<>());
    try {
      block(body, env);
      return yields.peek();
    } finally {
      yields.pop();
    }
  }

  public Denotation bind(Statement.Bind b, Environment env) {
    Denotation value = evaluator.evaluate(b.value(), env);
    if (b.names().size() == 1) {
      bindOne(b.names().getFirst(), annotated(value, b, env), env);
      return null;
    }
    if (!(value instanceof Fields f) || f.fields().size() != b.names().size()) {
      throw Problem.of("NN0255", b.span(), b.names().size() + " names need " + b.names().size()
          + " results, and this is " + Evaluator.describe(value));
    }
    List<Denotation> parts = List.copyOf(f.fields().values());
    for (int i = 0; i < parts.size(); i++) {
      bindOne(b.names().get(i), parts.get(i), env);
    }
    return null;
  }

  private void bindOne(Expr.Name name, Denotation value, Environment env) {
    if (env.binds(name.name())) {
      throw NameMistakes.rebound(name, env.place(name.name()));
    }
    if (value instanceof Tensor t) {
      evaluator.build.name(t.value(), name.name());
    }
    env.bind(name.name(), value, name.span());
  }

  private Denotation annotated(Denotation value, Statement.Bind b, Environment env) {
    if (b.type().isEmpty()) {
      return value;
    }
    Type type = evaluator.types.type(b.type().get(), env);
    if (!(type instanceof Type.Tensor t)) {
      throw Problem.of("NN0255", b.type().get().span(), "a name is annotated with the type of one value");
    }
    Tensor actual = evaluator.asTensor(value, b.value().span(), env);
    boolean same = actual.axes().size() == t.axes().size() && t.axes().stream()
        .allMatch(a -> actual.type().axis(a.dim()).filter(x -> x.size().equals(a.size())).isPresent());
    if (!same) {
      throw BodyMistakes.annotation(b.value().span(), t, actual.type(), b.type().get().span());
    }
    return evaluator.tensors.layout(actual, t.axes(), evaluator.origin(b.span(), env)).as(t);
  }

  private Denotation equation(Statement.Equation e, Environment env, boolean isLast) {
    Tensor value = equations.equation(e, env, isLast ? promised : Optional.empty());
    bindOne(e.name(), value, env);
    return isLast ? value : null;
  }

  private Denotation update(Statement.Update u, Environment env) {
    String name = u.target().name();
    if (env.isWrong(name)) {
      throw new AlreadyReported();
    }
    Denotation now = env.find(name).orElseThrow(() -> evaluator.build.program.unknown.contains(u.target())
        ? new AlreadyReported()
        : NameMistakes.unknownName(u.target(), List.copyOf(env.visible())));
    if (!(now instanceof Tensor old)) {
      throw NameMistakes.notUpdatable(u.target(), Evaluator.describe(now));
    }
    String path = env.site().path().isEmpty() ? name : env.site().path() + "." + name;
    ProgramScope.Stored stored = evaluator.build.program.stored().get(path);
    boolean carried = env.isCarried(name);
    if (!carried && (stored == null || stored.kind() != Layout.Kind.STATE)) {
      throw NameMistakes.notUpdatable(u.target(),
          stored == null ? "bound with `=`" : "a param, which only an optimizer updates");
    }
    Tensor value = updated(evaluator.tensor(u.value(), env), old, u, env);
    if (!carried && !evaluator.build.canWrite()) {
      throw Problem.of("NN0256", u.span(),
          "a state can't be updated inside of a scan; carry it: scan …, " + name + " = …");
    }
    if (!carried) {
      evaluator.build.write(stored, value.value());
    }
    env.update(name, value);
    return null;
  }

  private Tensor updated(Tensor value, Tensor old, Statement.Update u, Environment env) {
    for (TypedAxis axis : value.axes()) {
      TypedAxis same =
          old.type().axis(axis.dim()).orElseThrow(() -> BodyMistakes.updateType(u.span(), old.type(), value.type()));
      if (!same.size().equals(axis.size())) {
        throw BodyMistakes.updateType(u.span(), old.type(), value.type());
      }
    }
    Tensor real = old.type().kind() instanceof Type.Kind.Real
        ? evaluator.tensors.real(value, evaluator.origin(u.span(), env))
        : value;
    Tensor laid = evaluator.tensors.layout(real, old.axes(), evaluator.origin(u.span(), env));
    return laid.as(old.type());
  }

  /** `param` and `state`: known to the session by path, an input of the graph from now on. */
  private Denotation declare(Statement.Declare d, Environment env) {
    boolean layer = env.site().owner().equals("layer") || env.site().owner().equals("model");
    if (!layer) {
      throw NameMistakes.ownsNothing(d.span(), env.site().owner());
    }
    Type type = evaluator.types.type(d.type().orElseThrow(() -> Problem.of("NN0257", d.span(), "a "
        + (d.storage() == Statement.Storage.PARAM ? "param" : "state") + " of a layer needs a type: " + d.name()
        + ": [..] = …")), env);
    if (!(type instanceof Type.Tensor tensor)) {
      throw Problem.of("NN0257", d.span(), "a parameter is one tensor");
    }
    tensor.axes().stream().filter(a -> !a.size().isConstant() && !evaluator.build.rigid).findFirst()
        .ifPresent(a -> {
          throw BodyMistakes.openParameter(d.span(), d.name(), a);
        });
    ProgramScope.Stored stored = store(d, tensor, env);
    Tensor value =
        new Tensor(tensor, evaluator.build.read(stored, evaluator.origin(d.span(), env)), false, d.nameSpan());
    evaluator.build.declare(stored.path(), tensor);
    env.bind(d.name(), value, d.nameSpan());
    return null;
  }

  private ProgramScope.Stored store(Statement.Declare d, Type.Tensor type, Environment env) {
    String path = env.site().path().isEmpty() ? d.name() : env.site().path() + "." + d.name();
    List<TypedAxis> repeats = evaluator.build.copies().stream().map(Build.Loop::axis).toList();
    Layout.Kind kind = d.storage() == Statement.Storage.PARAM ? Layout.Kind.PARAMETER : Layout.Kind.STATE;
    ProgramScope.Stored fresh =
        new ProgramScope.Stored(path, kind, type, repeats, new ProgramScope.Initial(d.initial(), env, d.span()));
    ProgramScope.Stored known = evaluator.build.program.stored().putIfAbsent(path, fresh);
    if (known != null && !Build.graphAxes(known.axes()).stream().map(a -> a.size()).toList()
        .equals(Build.graphAxes(fresh.axes()).stream().map(a -> a.size()).toList())) {
      throw BodyMistakes.sharedSizes(d.span(), path, known.type(), type);
    }
    if (evaluator.build.rigid) {
      initial(fresh.initial(), type);
    }
    return known == null ? fresh : known;
  }
}
