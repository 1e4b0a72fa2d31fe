package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.LayerMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Given;
import adjoint.compiler.lower.scope.Denotation.Instance;
import adjoint.compiler.lower.scope.Denotation.TakenLayer;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Denotation.Written;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.InstanceNames;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Layers that a header takes, `Inner: [.., In] -> [.., Out]`. What is given is an expression of the caller's, evaluated there
 * for each place where the body writes `Inner`, whose path its parameters have. Values go out under the caller's names of
 * dims, and what comes back gets the body's.
 */
final class LayerArguments {

  private final Evaluator evaluator;

  /** The uses of callables, by the numbers of their bodies. */
  private final Map<Integer, Use> uses = new HashMap<>();

  private record Use(Declaration.Callable callee, Binding binding, Environment body) {}

  LayerArguments(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  void enter(Declaration.Callable callee, Binding binding, Environment body) {
    uses.put(body.body().number(), new Use(callee, binding, body));
  }

  /** The layers that a header takes. */
  static List<Bracket.Item.Layer> of(Declaration.Callable d) {
    return d.header().items().stream().filter(Bracket.Item.Layer.class::isInstance)
        .map(Bracket.Item.Layer.class::cast).toList();
  }

  /** Whether a result has dims that are known only when the layers that give them have been applied. */
  static boolean givesResult(Declaration.Callable d, Environment body) {
    List<String> late = of(d).stream().flatMap(layer -> names(layer.gives()))
        .filter(name -> !isDim(name, body)).toList();
    return !late.isEmpty() && d.result().stream().flatMap(LayerArguments::names).anyMatch(late::contains);
  }

  private static Stream<String> names(TypeExpr type) {
    return switch (type) {
      case TypeExpr.Tensor t -> names(t.axes());
      case TypeExpr.Of o -> o.axes().stream().flatMap(LayerArguments::names);
      case TypeExpr.Record r -> r.fields().stream().flatMap(field -> names(field.type()));
    };
  }

  private static Stream<String> names(Bracket bracket) {
    return bracket.items().stream().flatMap(item -> switch (item) {
      case Bracket.Item.Plain p -> names(p.value());
      case Bracket.Item.Setting s -> Stream.concat(Stream.of(s.name()), names(s.value()));
      case Bracket.Item.Row _,Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _,Bracket.Item.Layer _ ->
        Stream.of();
    });
  }

  private static Stream<String> names(Expr expr) {
    Stream<String> own = expr instanceof Expr.Name n && n.upper() ? Stream.of(n.name()) : Stream.of();
    return Stream.concat(own, expr.operands().stream().flatMap(LayerArguments::names));
  }

  private static boolean isDim(String name, Environment body) {
    return body.find(name).orElse(null) instanceof DimName;
  }

  /** Takes what a use gives, if that can be applied. */
  TakenLayer give(Declaration.Callable callee, Bracket.Item.Layer declared, Expr value, Environment caller) {
    Written written = new Written(value, caller);
    if (evaluated(written, "") instanceof Applicable) {
      return new TakenLayer(declared, Optional.of(written), Optional.empty(), "");
    }
    throw LayerMistakes.noLayer(value.span(), callee, declared, evaluator.evaluate(value, caller).described());
  }

  private Denotation evaluated(Written written, String path) {
    Map<Expr, String> instances = InstanceNames.of(written.value(), written.at()::find);
    return evaluator.evaluate(written.value(), written.at().instances(path, instances));
  }

  /** Applies a layer that was taken; its further arguments go as they are. */
  Denotation call(TakenLayer taken, List<Argument> arguments, Span span, Environment env) {
    Use use = uses.get(env.body().number());
    Bracket.Item.Layer declared = taken.declared();
    if (arguments.isEmpty()) {
      throw LayerMistakes.noArgument(span, declared);
    }
    Tensor x = Tensors.data(evaluator.tensors.of(arguments.getFirst().meaning(), arguments.getFirst().span(), env));
    List<TypedAxis> takes = axes(declared.takes(), use);
    if (takes.size() != x.axes().size() || !x.axes().containsAll(takes)) {
      throw LayerMistakes.argument(arguments.getFirst().span(), declared, Type.Tensor.real(takes), x.type());
    }
    if (taken.given().isEmpty()) {
      return evaluator.tensors.map(new Type.Kind.Real(), axes(declared.gives(), use), _ -> Scalar.of(0), "",
          env.origin(span));
    }
    Written written = taken.given().get();
    Denotation result = evaluator.call(placed(taken, written), outward(arguments, use, span), written.value().span(),
        written.at());
    return inward(evaluator.tensors.of(result, written.value().span(), env), written, declared, use, env);
  }

  /** What was given, as the instance at its path, with the settings that the body adds. */
  private Denotation placed(TakenLayer taken, Written written) {
    Denotation layer = evaluated(written, taken.path());
    if (taken.further().isEmpty()) {
      return layer;
    }
    if (layer instanceof Instance i) {
      return new Instance(further(i.layer(), taken.further().get()), i.path(), i.made());
    }
    if (layer instanceof TakenLayer t && t.further().isEmpty()) {
      return new TakenLayer(t.declared(), t.given(), taken.further(), t.path());
    }
    throw LayerMistakes.settings(written.value().span(), taken.declared(), taken.further().get().bracket().span());
  }

  private static Callable further(Callable layer, Given further) {
    List<Given> all = new ArrayList<>(layer.brackets());
    all.add(further);
    return new Callable(layer.declaration(), layer.home(), List.copyOf(all));
  }

  private static List<Argument> outward(List<Argument> arguments, Use use, Span span) {
    return arguments.stream().map(a -> a.meaning() instanceof Tensor t
        ? a.as(outward(t, use, span))
        : a).toList();
  }

  private static Tensor outward(Tensor t, Use use, Span span) {
    List<TypedAxis> axes = use.binding().outward(t.axes());
    TypedAxis.repeated(axes).ifPresent(axis -> {
      throw DimMistakes.twice(span, axis.dim());
    });
    return t.as(new Type.Tensor(use.binding().outward(t.type().kind()), axes, t.type().arrow()));
  }

  /** Gives a result the names that the body knows: those of its header, and others by position. */
  private Tensor inward(Tensor result, Written written, Bracket.Item.Layer declared, Use use, Environment env) {
    Span span = written.value().span();
    Tensor actual = Tensors.data(evaluator.tensors.real(result, env.origin(span)));
    List<TypedAxis> rest = new ArrayList<>(actual.axes());
    List<TypedAxis> wanted = new ArrayList<>();
    for (Bracket.Item item : declared.gives().items()) {
      List<TypedAxis> known = late(item, use.body()).map(name -> List.of(Header.rigid(name)))
          .orElseGet(() -> use.binding().outward(evaluator.types.axes(item, use.body())));
      rest.removeAll(known);
      wanted.addAll(known);
    }
    List<String> late =
        declared.gives().items().stream().flatMap(item -> late(item, use.body()).stream()).toList();
    if (actual.axes().size() != wanted.size() || rest.size() != late.size()) {
      throw LayerMistakes.result(span, use.callee(), declared, actual.type(), Type.Tensor.real(wanted));
    }
    for (int i = 0; i < late.size(); i++) {
      use.binding().bind(late.get(i), rest.get(i));
    }
    use.binding().enter(use.body(), span);
    List<TypedAxis> local = axes(declared.gives(), use);
    return evaluator.tensors.layout(actual, use.binding().outward(local), env.origin(span))
        .as(Type.Tensor.real(local));
  }

  private List<TypedAxis> axes(Bracket written, Use use) {
    return written.items().stream().flatMap(item -> evaluator.types.axes(item, use.body()).stream()).toList();
  }

  /** The name of a dim that only this result gives. */
  private static Optional<String> late(Bracket.Item item, Environment body) {
    return item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Name n && !isDim(n.name(), body)
        ? Optional.of(n.name())
        : Optional.empty();
  }
}
