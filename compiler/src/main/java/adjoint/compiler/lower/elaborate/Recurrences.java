package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.BodyMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Fields;
import adjoint.compiler.lower.scope.Denotation.Step;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** `scan`, whose steps share their parameters, and `repeat`, whose steps have copies of their own; both are one operation. */
final class Recurrences {

  private final Evaluator evaluator;

  Recurrences(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  Denotation scan(Expr.Scan s, Environment env) {
    Build build = evaluator.build;
    TypedAxis axis = evaluator.types.axis(s.dim(), env);
    Index step = build.graph.index(axis.axis());
    Environment inside = env.steps();
    inside.bind(s.step(), new Step(step, axis), s.span());
    List<Tensor> initial = new ArrayList<>();
    List<Tensor> entries = new ArrayList<>();
    for (Expr.Carry carry : s.carries()) {
      Tensor start = start(evaluator.tensor(carry.initial(), env), carry, env);
      Value entry = build.graph.value(carry.name(), start.value().element(), start.type().graphAxes());
      initial.add(start);
      entries.add(new Tensor(start.type(), entry, false, carry.span()));
      inside.carry(carry.name(), entries.getLast(), carry.span());
    }
    List<Definition> body = build.nested(new Build.Loop(step, axis, false, new LinkedHashMap<>()),
        () -> evaluator.statements.block(s.body(), inside)).definitions();
    Map<String, Tensor> yields = inside.yields().orElseThrow();
    if (yields.isEmpty()) {
      throw Mistake.of(CompilerProblem.SCAN_WITHOUT_YIELD, s.span(),
          "a scan's value is what its steps yield, and this one yields nothing");
    }
    List<Operation.Carry> carries = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Tensor next = (Tensor) inside.find(s.carries().get(i).name()).orElseThrow();
      carries.add(new Operation.Carry(entries.get(i).value(), initial.get(i).value(), next.value()));
    }
    return stacked(s, axis, step, carries, body, yields, env);
  }

  /** Indices and truths stay what they are from step to step; arithmetic makes whole numbers reals. */
  private Tensor start(Tensor initial, Expr.Carry carry, Environment env) {
    return switch (initial.type().kind()) {
      case Type.Kind.IndexOf _,Type.Kind.Bool _ -> initial;
      case Type.Kind.Int _,Type.Kind.Real _ -> evaluator.tensors.real(initial, env.origin(carry.span()));
    };
  }

  private Denotation stacked(Expr.Scan s, TypedAxis axis, Index step, List<Operation.Carry> carries,
      List<Definition> body, Map<String, Tensor> yields, Environment env) {
    Origin origin = env.origin(s.span());
    List<String> names = new ArrayList<>(s.carries().stream().map(Expr.Carry::name).toList());
    names.addAll(yields.keySet());
    List<Value> stack = yields.values().stream().map(Tensor::value).toList();
    List<Value> results = evaluator.build.graph.addAll(names,
        new Operation.Scan(step, s.reverse().isPresent() && evaluator.flag(s.reverse().get(), env), carries, body,
            stack),
        origin);
    Map<String, Denotation> values = new LinkedHashMap<>();
    int at = carries.size();
    for (Map.Entry<String, Tensor> yielded : yields.entrySet()) {
      List<TypedAxis> axes = new ArrayList<>(List.of(axis));
      axes.addAll(yielded.getValue().axes());
      Type.Tensor type = Type.Tensor.of(yielded.getValue().type().kind(), axes);
      values.put(yielded.getKey(), new Tensor(type, results.get(at++), false, s.span()));
    }
    return values.size() == 1 ? values.values().iterator().next() : new Fields(values);
  }

  /** `x |> repeat 6 { Block[Model] }`: one body, evaluated once, its parameters stacked. */
  Denotation repeat(Evaluator.Argument value, Expr.Repeat r, Environment env) {
    Build build = evaluator.build;
    TypedAxis axis = evaluator.types.axis(r.count(), env);
    Index step = build.graph.index(axis.axis());
    Origin origin = env.origin(r.span());
    Tensor start = evaluator.tensors.real(evaluator.tensors.of(value.meaning(), value.span(), env), origin);
    Tensor entry = new Tensor(start.type(),
        build.graph.value(start.value().name(), start.value().element(), start.type().graphAxes()), false,
        value.span());
    Build.Loop loop = new Build.Loop(step, axis, true, new LinkedHashMap<>());
    GraphBuilder.Nested<Tensor> next = build.nested(loop, () -> step(entry, r, env));
    List<String> paths = List.copyOf(loop.states().keySet());
    List<String> names = new ArrayList<>(List.of(start.value().name()));
    names.addAll(paths);
    List<Value> results = build.graph.addAll(names, new Operation.Scan(step, false,
        List.of(new Operation.Carry(entry.value(), start.value(), next.result().value())), next.definitions(),
        List.copyOf(loop.states().values())), origin);
    for (int i = 0; i < paths.size(); i++) {
      build.write(build.program.stored().get(paths.get(i)), results.get(i + 1));
    }
    return new Tensor(start.type(), results.getFirst(), false, r.span());
  }

  /** `x |> repeat width in {64, 32} { Linear[width] }`: as if the body were written for each entry. */
  Denotation each(Evaluator.Argument value, Expr.RepeatEach r, Environment env) {
    Denotation list = evaluator.evaluate(r.entries(), env);
    List<Denotation> entries = list instanceof Denotation.Entries e ? e.values() : List.of(list);
    Evaluator.Argument flowing = value;
    for (int i = 0; i < entries.size(); i++) {
      String suffix = "_" + (i + 1);
      Map<Expr, String> instances = new IdentityHashMap<>(env.body().instances());
      instances.replaceAll((written, name) -> name + suffix);
      Environment copy = env.instances(env.body().path(), instances);
      copy.bind(r.name(), entries.get(i), r.nameSpan());
      flowing = new Evaluator.Argument(evaluator.statements.block(r.body(), copy, flowing), r.span());
    }
    return flowing.meaning();
  }

  private Tensor step(Tensor entry, Expr.Repeat r, Environment env) {
    Denotation result =
        evaluator.statements.block(r.body(), env.block(), new Evaluator.Argument(entry, r.span()));
    Tensor next = evaluator.tensors.of(result, r.span(), env);
    boolean same = next.axes().size() == entry.axes().size() && next.axes().stream()
        .allMatch(a -> entry.type().axis(a.dim()).filter(e -> e.size().equals(a.size())).isPresent());
    if (!same) {
      throw BodyMistakes.repeated(r.span(), entry.type(), next.type());
    }
    return evaluator.tensors.layout(next, entry.axes(), env.origin(r.span()));
  }
}
