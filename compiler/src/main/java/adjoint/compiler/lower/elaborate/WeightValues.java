package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.BodyScope;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Applicable;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Instance;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Denotation.Weights;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Weights as values: what a model, an instance of a layer or a part of one stores, in arithmetic, in derivatives, applied as
 * the model. Those of two models correspond where paths and axes are the same.
 */
public final class WeightValues {

  private final Evaluator evaluator;
  private final Build build;
  final StoredWeights stored;

  WeightValues(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.build = evaluator.build;
    this.stored = new StoredWeights(evaluator);
  }

  /** Whether it stands for weights where a value is needed. */
  public static boolean are(Denotation meaning) {
    return meaning instanceof Weights || meaning instanceof Instance
        || (meaning instanceof Callable c && c.declaration().kind() == Declaration.Kind.MODEL);
  }

  /** What {@link #are} says it stands for. */
  public Weights of(Denotation meaning, Span span, Environment env) {
    return stored.of(meaning, span, env);
  }

  /** `fast.linear1.weight`, or a part `fast.linear1`; empty where there is neither. */
  Optional<Denotation> member(Weights whole, String name, Span span) {
    Optional<Tensor> one = Stream.of(whole.parameters(), whole.states()).filter(all -> all.containsKey(name))
        .map(all -> all.get(name).at(span)).findFirst();
    if (one.isPresent()) {
      return Optional.of(one.get());
    }
    Map<String, Tensor> parameters = within(whole.parameters(), name);
    Map<String, Tensor> states = within(whole.states(), name);
    return parameters.isEmpty() && states.isEmpty()
        ? Optional.empty()
        : Optional.of(new Weights(whole.name() + "." + name, Optional.empty(), BodyScope.path(whole.at(), name),
            parameters, states));
  }

  private static Map<String, Tensor> within(Map<String, Tensor> all, String part) {
    Map<String, Tensor> some = new LinkedHashMap<>();
    all.forEach((path, value) -> {
      if (path.startsWith(part + ".")) {
        some.put(path.substring(part.length() + 1), value);
      }
    });
    return some;
  }

  // Arithmetic

  /** A scalar function, value by value; numbers are the same for all. */
  Weights function(ScalarFunction f, List<Denotation> arguments, List<Span> spans, Span span, Environment env) {
    if (f.isPredicate()) {
      throw WeightMistakes.logic(span, f.symbol());
    }
    return each(arguments, spans, span, env,
        values -> (Tensor) evaluator.operators.function(f, values, spans, span, env));
  }

  /** `where(c, Net, Target)`: all of one or all of the other. */
  Weights where(Tensor condition, BuiltinCall call) {
    if (!condition.type().isScalar()) {
      throw WeightMistakes.notANumber(call.arguments().getFirst().span(), condition.type());
    }
    List<Argument> chosen = call.arguments().subList(1, 3);
    List<Span> spans = chosen.stream().map(Argument::span).toList();
    return each(chosen.stream().map(Argument::meaning).toList(), spans, call.span(), call.env(),
        values -> evaluator.tensors.where(condition, evaluator.tensors.of(values.get(0), spans.get(0), call.env()),
            evaluator.tensors.of(values.get(1), spans.get(1), call.env()), call.origin()));
  }

  private Weights each(List<Denotation> arguments, List<Span> spans, Span span, Environment env,
      Function<List<Denotation>, Tensor> make) {
    List<Denotation> operands = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      operands.add(are(arguments.get(i))
          ? of(arguments.get(i), spans.get(i), env)
          : number(arguments.get(i), spans.get(i), env));
    }
    List<Weights> weights = operands.stream().filter(o -> o instanceof Weights).map(o -> (Weights) o).toList();
    Weights first = weights.getFirst();
    weights.forEach(other -> requireSame(first, other, span));
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    first.parameters().forEach((path, like) -> parameters.put(path, made(like, operands, make, w -> w.parameters()
        .get(path))));
    Map<String, Tensor> states = new LinkedHashMap<>();
    first.states().forEach((path, like) -> {
      if (weights.stream().allMatch(w -> w.states().containsKey(path) && sameAxes(like, w.states().get(path)))) {
        states.put(path, made(like, operands, make, w -> w.states().get(path)));
      }
    });
    return new Weights(first.name(), first.owner(), first.at(), parameters, states);
  }

  private Denotation number(Denotation argument, Span span, Environment env) {
    if (argument instanceof Denotation.Known || argument instanceof Denotation.Scheduled) {
      return argument;
    }
    Tensor tensor = evaluator.tensors.of(argument, span, env);
    if (!tensor.type().isScalar()) {
      throw WeightMistakes.notANumber(span, tensor.type());
    }
    return tensor;
  }

  /** Axes by position: two models call them what they like, and a map may have one name twice. */
  private static Tensor made(Tensor like, List<Denotation> operands, Function<List<Denotation>, Tensor> make,
      Function<Weights, Tensor> choose) {
    UnaryOperator<Denotation> part = o -> o instanceof Weights w ? numbered(choose.apply(w)) : o;
    return make.apply(operands.stream().map(part).toList()).as(like.type());
  }

  private static Tensor numbered(Tensor x) {
    List<TypedAxis> axes = new ArrayList<>();
    for (TypedAxis axis : x.axes()) {
      axes.add(axis.named(new Dim(axis.dim().shown(), -1 - axes.size(), axis.dim().shown())));
    }
    return x.as(Type.Tensor.of(x.type().kind(), axes));
  }

  /** Refuses two that don't correspond. */
  public static void requireSame(Weights first, Weights second, Span span) {
    missing(first, second).ifPresent(path -> {
      throw WeightMistakes.pathMissing(span, path, first.name(), second.name());
    });
    missing(second, first).ifPresent(path -> {
      throw WeightMistakes.pathMissing(span, path, second.name(), first.name());
    });
    first.parameters().forEach((path, one) -> {
      Tensor other = second.parameters().get(path);
      if (!sameAxes(one, other)) {
        throw WeightMistakes.axesDiffer(span, path, first.name(), one.axes(), second.name(), other.axes());
      }
    });
  }

  private static Optional<String> missing(Weights has, Weights lacks) {
    return has.parameters().keySet().stream().filter(path -> !lacks.parameters().containsKey(path)).findFirst();
  }

  /** Whether two values have the same axes by name and size. */
  public static boolean sameAxes(Tensor one, Tensor other) {
    return one.type().graphAxes().equals(other.type().graphAxes());
  }

  /** The sum over all parameters. */
  Tensor sum(BuiltinCall call) {
    return parameters(call).values().stream()
        .map(x -> evaluator.tensors.reduce(Reduction.SUM, numbered(x), numbered(x).axes(), "sum", call.origin()))
        .reduce((a, b) -> evaluator.tensors.elementwise(ScalarFunction.ADD,
            List.of(new Tensors.Flowing(a), new Tensors.Flowing(b)), call.origin()))
        .orElseThrow();
  }

  /** How many numbers they are. */
  Size count(BuiltinCall call) {
    return parameters(call).values().stream().map(x -> TypedAxis.count(x.axes())).reduce(Size.ZERO, Size::plus);
  }

  private Map<String, Tensor> parameters(BuiltinCall call) {
    Argument argument = call.arguments().getFirst();
    return of(argument.meaning(), argument.span(), call.env()).parameters();
  }

  // Derivatives, applications

  /** The derivative by all parameters, in one pass. */
  Weights gradient(Tensor y, BuiltinCall call) {
    Argument by = call.arguments().get(1);
    Weights x = of(by.meaning(), by.span(), call.env());
    List<Value> values = x.parameters().values().stream().map(Tensor::value).toList();
    GraphBuilder graph = build.graph;
    Iterator<Value> derivatives =
        Gradient.of(graph, StabilizeForms.before(graph, y.value(), values), values).iterator();
    Map<String, Tensor> gradient = new LinkedHashMap<>();
    x.parameters()
        .forEach((path, p) -> gradient.put(path, new Tensor(p.type(), derivatives.next(), false, call.span())));
    return new Weights(x.name(), x.owner(), x.at(), gradient, Map.of());
  }

  /** As the model that they are weights of, whose states it reads and updates. */
  Denotation apply(Weights weights, List<Argument> arguments, Span span, Environment env) {
    Applicable owner = weights.owner().orElseThrow(() -> WeightMistakes.notApplicable(span, weights.name()));
    Map<String, Value> values = new LinkedHashMap<>();
    weights.parameters().forEach((path, value) -> values.put(BodyScope.path(weights.at(), path), value.value()));
    return build.with(values, () -> evaluator.call(owner, arguments, span, env));
  }
}
