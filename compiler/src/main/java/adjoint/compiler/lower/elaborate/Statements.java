package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Block;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.BodyMistakes;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Statements and blocks: binds names, updates, gives the value of the last expression. */
public final class Statements {

  private final Evaluator evaluator;
  private final Build build;
  private final FoundProblems problems;
  private final IndexEquations equations;

  Statements(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.build = evaluator.build;
    this.problems = build.program.problems;
    this.equations = new IndexEquations(evaluator);
  }

  /** Runs a block; its value is that of its last statement. */
  public Denotation block(Block block, Environment env) {
    return block(block, env, last -> statement(last, env, true));
  }

  /** Runs a block whose last statement's expression takes what flows into the block. */
  Denotation block(Block block, Environment env, Evaluator.Argument flowing) {
    return block(block, env, last -> last instanceof Statement.Evaluate e
        ? Optional.of(evaluator.flow(flowing, e.value(), env))
        : statement(last, env, true));
  }

  private Denotation block(Block block, Environment env, Function<Statement, Optional<Denotation>> last) {
    Optional<Denotation> value = Optional.empty();
    int before = problems.size();
    for (int i = 0; i < block.statements().size(); i++) {
      Statement statement = block.statements().get(i);
      boolean isLast = i == block.statements().size() - 1;
      value = isLast && problems.size() == before
          ? last.apply(statement)
          : attempt(statement, env, () -> isLast ? last.apply(statement) : statement(statement, env, false))
              .flatMap(Function.identity());
    }
    if (problems.size() > before) {
      throw new AlreadyReported();
    }
    return value.orElse(new Fields(Map.of()));
  }

  /** Does something for a statement; after a problem in it, what the statement would have bound is silent. */
  public <T> Optional<T> attempt(Statement statement, Environment env, Supplier<T> act) {
    Optional<T> result = problems.result(act);
    if (result.isEmpty()) {
      bound(statement).forEach(env::setWrong);
    }
    return result;
  }

  private static List<String> bound(Statement statement) {
    return switch (statement) {
      case Statement.Bind b -> b.names().stream().map(Expr.Name::name).toList();
      case Statement.Equation e -> List.of(e.name().name());
      case Statement.Declare d -> List.of(d.name());
      case Statement.LocalDim d -> List.of(d.dim().name());
      case Statement.Update _,Statement.Yield _,Statement.Assert _,Statement.Evaluate _ -> List.of();
    };
  }

  /** Runs a statement; its value, where it has one. */
  public Optional<Denotation> statement(Statement statement, Environment env, boolean isLast) {
    return switch (statement) {
      case Statement.Bind b -> bind(b, env);
      case Statement.Update u -> update(u, env);
      case Statement.Equation e -> equation(e, env, isLast);
      case Statement.Declare d -> evaluator.stored.declare(d, env);
      case Statement.Yield y -> yielded(y, env);
      case Statement.LocalDim d ->
        throw Mistake.of(CompilerProblem.DIM_IN_BODY, d.span(), "dims are declared at the top of a file, or in a test");
      case Statement.Assert a ->
        throw Mistake.of(CompilerProblem.INVALID_ASSERT, a.span(), "`assert` belongs into a test");
      case Statement.Evaluate e -> evaluate(e, env, isLast);
    };
  }

  private Optional<Denotation> evaluate(Statement.Evaluate e, Environment env, boolean isLast) {
    boolean chooses = e.value() instanceof Expr.If choice && (!isLast || choice.otherwise().isEmpty());
    if (!chooses) {
      return Optional.of(evaluator.evaluate(e.value(), env));
    }
    Expr.If choice = (Expr.If) e.value();
    boolean holds = evaluator.flag(choice.condition(), env);
    Optional<Block> chosen = holds ? Optional.of(choice.then()) : choice.otherwise();
    return chosen.map(block -> block(block, env.block())).filter(value -> isLast);
  }

  private Optional<Denotation> yielded(Statement.Yield y, Environment env) {
    Map<String, Tensor> yields =
        env.yields()
            .orElseThrow(() -> Mistake.of(CompilerProblem.YIELD_OUTSIDE_SCAN, y.span(), "`yield` belongs into a scan"));
    for (Expr value : y.values()) {
      String name = value instanceof Expr.Name n ? n.name() : "yield" + (yields.size() + 1);
      yields.put(name, evaluator.tensor(value, env));
    }
    return Optional.empty();
  }

  // Names

  private Optional<Denotation> bind(Statement.Bind b, Environment env) {
    Denotation value = evaluator.evaluate(b.value(), env);
    if (b.names().size() == 1) {
      bind(b.names().getFirst(), annotated(value, b, env), Optional.of(b.value()), env);
      return Optional.empty();
    }
    if (!(value instanceof Fields f) || f.fields().size() != b.names().size()) {
      throw Mistake.of(CompilerProblem.DESTRUCTURING_MISMATCH, b.span(),
          b.names().size() + " names need " + b.names().size() + " results, and this is " + value.described());
    }
    List<Denotation> parts = List.copyOf(f.fields().values());
    for (int i = 0; i < parts.size(); i++) {
      bind(b.names().get(i), parts.get(i), Optional.empty(), env);
    }
    return Optional.empty();
  }

  private void bind(Expr.Name name, Denotation value, Optional<Expr> text, Environment env) {
    if (env.binds(name.name())) {
      throw NameMistakes.rebound(name, env.place(name.name()));
    }
    if (value instanceof Tensor t) {
      build.name(t.value(), name.name());
    }
    env.bind(name.name(), value, name.span(), text);
  }

  private Denotation annotated(Denotation value, Statement.Bind b, Environment env) {
    if (b.type().isEmpty()) {
      return value;
    }
    Type type = evaluator.types.type(b.type().get(), env);
    if (!(type instanceof Type.Tensor t)) {
      throw Mistake.of(CompilerProblem.DESTRUCTURING_MISMATCH, b.type().get().span(),
          "a name is annotated with the type of one value");
    }
    Optional<Tensor> widened = new Widening(evaluator.tensors).to(t.kind(), value, b.value().span(), env);
    Tensor actual = widened.orElseGet(() -> evaluator.tensors.of(value, b.value().span(), env));
    Type.Tensor data = Tensors.data(actual).type();
    boolean same = data.axes().size() == t.axes().size() && Tensors.primed(t.axes()).stream()
        .allMatch(a -> data.axis(a.dim()).filter(x -> x.size().equals(a.size())).isPresent());
    if (widened.isEmpty() || !same) {
      throw BodyMistakes.annotation(b.value().span(), t, actual.type(), b.type().get().span());
    }
    return evaluator.tensors.layout(actual, t.axes(), env.origin(b.span())).as(t);
  }

  private Optional<Denotation> equation(Statement.Equation e, Environment env, boolean isLast) {
    Tensor value = equations.equation(e, env, env.body().promised().filter(axes -> isLast));
    bind(e.name(), value, Optional.empty(), env);
    return Optional.<Denotation>of(value).filter(result -> isLast);
  }

  // Updates

  private Optional<Denotation> update(Statement.Update u, Environment env) {
    String name = u.target().name();
    Tensor old = updatable(u.target(), env);
    Optional<ProgramScope.Stored> stored =
        Optional.ofNullable(build.program.stored().get(env.body().path(name)));
    boolean carried = env.isCarried(name);
    if (!carried && stored.filter(s -> s.kind() == Layout.Kind.STATE).isEmpty()) {
      throw NameMistakes.notUpdatable(u.target(),
          stored.isEmpty() ? "bound with `=`" : "a param, which only an optimizer updates");
    }
    Tensor value = fitted(evaluator.tensor(u.value(), env), old, u.span(), env);
    if (!carried && !build.canWrite()) {
      throw Mistake.of(CompilerProblem.STATE_IN_SCAN, u.span(),
          "a state can't be updated inside of a scan; carry it: scan …, " + name + " = …");
    }
    if (!carried) {
      build.write(stored.get(), value.value());
    }
    env.update(name, value);
    return Optional.empty();
  }

  private Tensor updatable(Expr.Name name, Environment env) {
    if (env.isWrong(name.name())) {
      throw new AlreadyReported();
    }
    Denotation now = env.find(name.name()).orElseThrow(() -> build.program.unknown.contains(name)
        ? new AlreadyReported()
        : NameMistakes.unknownName(name, List.copyOf(env.visible())));
    if (now instanceof Tensor old) {
      return old;
    }
    throw NameMistakes.notUpdatable(name, now.described());
  }

  /** What something is updated to, laid out as it was. */
  public Tensor fitted(Tensor value, Tensor old, Span span, Environment env) {
    for (TypedAxis axis : value.axes()) {
      TypedAxis same = old.type().axis(axis.dim())
          .orElseThrow(() -> BodyMistakes.updateType(span, old.type(), value.type()));
      if (!same.size().equals(axis.size())) {
        throw BodyMistakes.updateType(span, old.type(), value.type());
      }
    }
    Tensor fit = new Widening(evaluator.tensors).to(old.type().kind(), value, env.origin(span))
        .orElseThrow(() -> BodyMistakes.updateType(span, old.type(), value.type()));
    return evaluator.tensors.layout(fit, old.axes(), env.origin(span)).as(old.type());
  }
}
