package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.InstanceNames;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Uses of functions, layers and models: binds arguments, evaluates the body, gives the result the caller's names. */
public final class Calls {

  private final Evaluator evaluator;
  private final Build build;
  private final Parameters parameters;
  private final Results results;

  Calls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.build = evaluator.build;
    this.parameters = new Parameters(evaluator);
    this.results = new Results(evaluator);
  }

  /**
   * @param path of the instance; empty for a function
   */
  Denotation call(Callable callee, String path, List<Argument> arguments, Span span, Environment caller) {
    Declaration.Callable d = callee.declaration();
    requireUsable(d, span, caller);
    Binding binding = new Binding(build.program.freshScope(), callee.home(), variables(d));
    Environment body = environment(callee, path, binding, caller.body(), caller.body().called(d, span));
    Header header = new Header(evaluator, d, binding, body);
    header.give(callee.brackets(), caller.body().target());
    Map<String, Denotation> values = parameters.bind(d, arguments, binding, span, caller, body);
    SizedParameters sized = new SizedParameters(evaluator, d, binding, body);
    sized.derive(span);
    header.complete(span);
    binding.enter(body, span);
    header.bindSettings(body);
    evaluator.layers.enter(d, binding, body);
    sized.require(span);
    requireConditions(d, body, span);
    values.forEach((name, value) -> body.bind(name, value, span));
    int before = build.declarations();
    try {
      return told(d, span,
          () -> build.within(Optional.of(body.body().path()).filter(p -> body.body().owner().hasInstances()),
              () -> result(d, binding, body, caller, span)));
    } finally {
      build.redeclare(before, type -> new Type.Tensor(type.kind(), binding.outward(type.axes()), type.arrow()));
    }
  }

  private void requireUsable(Declaration.Callable d, Span span, Environment caller) {
    if (d.kind() == Declaration.Kind.OPTIMIZER) {
      throw Mistake.of(CompilerProblem.APPLIED_OPTIMIZER, span,
          "an optimizer is given after `using`, it isn't applied");
    }
    if (caller.body().callers().contains(d)) {
      throw NameMistakes.cyclic(span, d);
    }
    if (build.program.wrong.contains(d)) {
      madeBy(d).forEach(item -> caller.setWrong(item.name()));
      throw new AlreadyReported();
    }
  }

  /** What is found in the body of a library's callable is told where the user applied it. */
  private Denotation told(Declaration.Callable d, Span applied, Supplier<Denotation> result) {
    FoundProblems problems = build.program.problems;
    int before = problems.size();
    try {
      return result.get();
    } catch (Mistake mistake) {
      throw new Mistake(NameMistakes.inside(mistake.diagnostic(), d, applied));
    } catch (AlreadyReported reported) {
      problems.replaceFrom(before, found -> NameMistakes.inside(found, d, applied));
      throw reported;
    }
  }

  /**
   * Evaluates a body on its own.
   *
   * @param variables gives its parameters' types dims of their own
   * @param parameters gives its parameters values
   */
  public void check(Callable callee, BiConsumer<Binding, Environment> variables, Consumer<Environment> parameters) {
    Declaration.Callable d = callee.declaration();
    Binding binding = new Binding(build.program.freshScope(), callee.home(), variables(d));
    Environment body = environment(callee, "", binding, callee.home().body(), Optional.empty());
    Header header = new Header(evaluator, d, binding, body);
    header.giveRigid();
    binding.enter(body, d.nameSpan());
    variables.accept(binding, body);
    new SizedParameters(evaluator, d, binding, body).bindRigid();
    header.complete(d.nameSpan());
    binding.enter(body, d.nameSpan());
    header.bindSettings(body);
    evaluator.layers.enter(d, binding, body);
    Assumptions assumptions = new Assumptions(evaluator, binding, body, d.nameSpan());
    d.requires().forEach(assumptions::assume);
    parameters.accept(body);
    result(d, binding, body, callee.home(), d.nameSpan());
  }

  private Environment environment(Callable callee, String path, Binding binding, BodyScope caller,
      Optional<Span> called) {
    Declaration.Callable d = callee.declaration();
    String instance = d.kind() == Declaration.Kind.MODEL ? build.program.modelPath(d) : path;
    BodyScope body = caller.calling(d, binding.scope(), instance,
        InstanceNames.of(d.body(), name -> taken(d, name).or(() -> callee.home().find(name))), called);
    if (body.owner().hasInstances()) {
      build.program.place(instance, new ProgramScope.Instance(d, build.copies().size()));
    }
    return callee.home().enter(body);
  }

  /** A layer that a header takes, by its name in the body. */
  private static Optional<Denotation> taken(Declaration.Callable d, String name) {
    return LayerArguments.of(d).stream().filter(layer -> layer.name().name().equals(name)).findFirst()
        .map(layer -> new Denotation.TakenLayer(layer, Optional.empty(), Optional.empty(), ""));
  }

  /** The names that a header makes variables. */
  private static Set<String> variables(Declaration.Callable d) {
    Set<String> names = new LinkedHashSet<>();
    for (Bracket.Item item : d.header().items()) {
      if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n) {
        names.add(n.name());
      } else if (item instanceof Bracket.Item.Setting s) {
        names.add(s.name());
      }
    }
    return names;
  }

  private void requireConditions(Declaration.Callable d, Environment body, Span span) {
    for (Expr condition : d.requires()) {
      if (!(required(d, condition, body, span) instanceof Denotation.Flag holds)) {
        throw CallMistakes.requirementNotKnown(span, d, condition, build.rigid);
      }
      if (!holds.value()) {
        throw CallMistakes.requires(span, d, condition);
      }
    }
  }

  /** A condition that makes no sense for what was given, such as a text in the place of a number, isn't met. */
  private Denotation required(Declaration.Callable d, Expr condition, Environment body, Span span) {
    try {
      return evaluator.operators.asSize(condition, body);
    } catch (Mistake mistake) {
      throw CallMistakes.requires(span, d, condition);
    }
  }

  // Results

  private Denotation result(Declaration.Callable d, Binding binding, Environment body, Environment caller, Span span) {
    return outward(results.of(d, body, () -> declareResultDims(d, body, span)), binding, caller, span);
  }

  /** `-> [.., Flat = C * H * W]` makes Flat a dim of the body. */
  private void declareResultDims(Declaration.Callable d, Environment body, Span span) {
    for (Bracket.Item.Setting item : madeBy(d)) {
      if (!(body.find(item.name()).orElse(null) instanceof DimName)) {
        TypedAxis axis = evaluator.types.axes(item, body).getFirst();
        body.bind(item.name(), new DimName(axis, List.of()), span);
      }
    }
  }

  /** The dims that a result's type gives sizes. */
  private static List<Bracket.Item.Setting> madeBy(Declaration.Callable d) {
    return d.result().stream().flatMap(r -> r instanceof TypeExpr.Tensor t ? t.axes().items().stream() : Stream.of())
        .filter(Bracket.Item.Setting.class::isInstance).map(Bracket.Item.Setting.class::cast).toList();
  }

  /** What a body gives, under the caller's names. */
  private Denotation outward(Denotation value, Binding binding, Environment caller, Span span) {
    if (value instanceof Fields f) {
      Map<String, Denotation> fields = new LinkedHashMap<>();
      f.fields().forEach((name, field) -> fields.put(name, outward(field, binding, caller, span)));
      return new Fields(fields);
    }
    return value instanceof Tensor t ? outward(t, binding, caller, span) : value;
  }

  /** What the caller calls a dim that a body made: its own dim of that name, else one that it can name from here on. */
  private Dim outside(TypedAxis made, Environment caller, Span span) {
    String name = made.dim().name();
    Optional<Dim> known = evaluator.names.dim(name, caller).map(d -> d.axis().dim());
    Dim dim = known.orElseGet(() -> new Dim(name, caller.body().number(), name));
    boolean own = known.isEmpty() || caller.madeSizes(name).isPresent();
    if (own && !caller.isFile()) {
      caller.make(made.named(dim), span);
    }
    return dim;
  }

  private Tensor outward(Tensor t, Binding binding, Environment caller, Span span) {
    binding.made(t.axes()).forEach(axis -> binding.leave(axis.dim(), outside(axis, caller, span)));
    List<TypedAxis> axes = binding.outward(t.axes());
    if (t.type().arrow().isEmpty()) {
      TypedAxis.repeated(axes).ifPresent(axis -> {
        throw DimMistakes.twice(span, axis.dim());
      });
    }
    return new Tensor(new Type.Tensor(binding.outward(t.type().kind()), axes, t.type().arrow()), t.value(), false,
        span);
  }
}
