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
import adjoint.compiler.lower.problem.PlaceMistakes;
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
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

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
    header.give(callee.bracket(), caller.body().target());
    Map<String, Denotation> values = parameters.bind(d, arguments, binding, span, caller, body);
    header.complete(span);
    binding.enter(body, span);
    header.bindSettings(body);
    requireConditions(d, body, span);
    values.forEach((name, value) -> body.bind(name, value, span));
    try {
      return told(d, span,
          () -> build.within(Optional.of(body.body().path()).filter(p -> body.body().owner().hasInstances()),
              () -> result(d, binding, body, span)));
    } finally {
      String instance = body.body().path();
      build.declared().replaceAll((p, type) -> p.startsWith(instance)
          ? new Type.Tensor(type.kind(), binding.outward(type.axes()), type.arrow())
          : type);
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

  /** Evaluates a body on its own; `bind` gives values to its variables and parameters. */
  public void check(Callable callee, BiConsumer<Binding, Environment> bind) {
    Declaration.Callable d = callee.declaration();
    Binding binding = new Binding(build.program.freshScope(), callee.home(), variables(d));
    Environment body = environment(callee, "", binding, callee.home().body(), Optional.empty());
    Header header = new Header(evaluator, d, binding, body);
    header.giveRigid();
    binding.enter(body, d.nameSpan());
    bind.accept(binding, body);
    header.complete(d.nameSpan());
    header.bindSettings(body);
    result(d, binding, body, d.nameSpan());
  }

  private Environment environment(Callable callee, String path, Binding binding, BodyScope caller,
      Optional<Span> called) {
    Declaration.Callable d = callee.declaration();
    String instance = d.kind() == Declaration.Kind.MODEL ? build.program.modelPath(d) : path;
    BodyScope body = caller.calling(d, binding.scope(), instance,
        InstanceNames.of(d.body(), name -> callee.home().find(name)), called);
    if (body.owner().hasInstances()) {
      build.program.place(instance, new ProgramScope.Instance(d, build.copies().size()));
    }
    return callee.home().enter(body);
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
      if (!condition(condition, body)) {
        throw CallMistakes.requires(span, d, condition);
      }
    }
  }

  private boolean condition(Expr condition, Environment body) {
    if (evaluator.operators.asSize(condition, body) instanceof Denotation.Flag f) {
      return f.value();
    }
    throw PlaceMistakes.conditionNotKnown(condition.span());
  }

  // Results

  private Denotation result(Declaration.Callable d, Binding binding, Environment body, Span span) {
    declareResultDims(d, body, span);
    return outward(results.of(d, body), binding, span);
  }

  /** `-> [.., Flat = C * H * W]` makes Flat a dim of the body. */
  private void declareResultDims(Declaration.Callable d, Environment body, Span span) {
    if (d.result().isEmpty() || !(d.result().get() instanceof TypeExpr.Tensor t)) {
      return;
    }
    for (Bracket.Item item : t.axes().items()) {
      if (item instanceof Bracket.Item.Setting s && !(body.find(s.name()).orElse(null) instanceof DimName)) {
        TypedAxis axis = evaluator.types.axes(item, body).getFirst();
        body.bind(s.name(), new DimName(axis, List.of()), span);
      }
    }
  }

  /** What a body gives, under the caller's names. */
  private static Denotation outward(Denotation value, Binding binding, Span span) {
    if (value instanceof Fields f) {
      Map<String, Denotation> fields = new LinkedHashMap<>();
      f.fields().forEach((name, field) -> fields.put(name, outward(field, binding, span)));
      return new Fields(fields);
    }
    return value instanceof Tensor t ? outward(t, binding, span) : value;
  }

  private static Tensor outward(Tensor t, Binding binding, Span span) {
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
