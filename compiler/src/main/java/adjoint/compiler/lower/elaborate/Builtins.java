package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.problem.Problem;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Builtin;
import adjoint.compiler.lower.scope.Denotation.Given;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions of the core that aren't scalar functions: reductions, contractions, makers of values, gradients. */
public final class Builtins {

  /** In the order of the reference. */
  public static final Set<String> NAMES =
      new LinkedHashSet<>(List.of("sum", "mean", "variance", "max", "min", "any", "all",
          "argmax", "argmin", "dot", "where", "index", "size", "zeros", "ones", "uniform", "normal", "grad", "cosine",
          "linear", "exponential", "step"));

  private static final Map<String, Reduction> REDUCTIONS = Map.of("sum", Reduction.SUM, "max", Reduction.MAX, "min",
      Reduction.MIN, "any", Reduction.ANY, "all", Reduction.ALL);

  private static final Type.Kind REAL = new Type.Kind.Real();

  private final Evaluator evaluator;

  Builtins(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** `index[D]`, `size[D]`, `zeros[..]`, `ones[..]` are values with their bracket alone. */
  Denotation complete(Builtin b, Span span, Environment env) {
    Origin origin = env.origin(span);
    return switch (b.name()) {
      case "index" -> index(single(b, span), origin);
      case "size" -> size(b, span);
      case "zeros" -> evaluator.tensors.fill(Scalar.ZERO, layout(b, span), origin);
      case "ones" -> evaluator.tensors.fill(Scalar.ONE, layout(b, span), origin);
      default -> b;
    };
  }

  private Denotation index(TypedAxis axis, Origin origin) {
    Tensor positions = evaluator.tensors.map(new Type.Kind.IndexOf(axis.dim(), axis.size()), List.of(axis),
        places -> new Scalar.At(Subscript.of(places.of(axis.dim()))), "index", origin);
    return new Tensor(positions.type(), positions.value(), true, origin.span());
  }

  private Denotation size(Builtin b, Span span) {
    return Known.of(TypedAxis.count(layout(b, span)));
  }

  Denotation call(Builtin b, List<Argument> arguments, Span span, Environment env) {
    Optional<ScalarFunction> function = ScalarFunction.named(b.name());
    if (function.isPresent()) {
      return scalar(function.get(), b, arguments, span, env);
    }
    Origin origin = env.origin(span);
    return switch (b.name()) {
      case "sum", "max", "min", "any", "all" -> reduce(b, one(b, arguments, span, env), span, origin);
      case "mean" -> mean(one(b, arguments, span, env), over(b, one(b, arguments, span, env), span), origin);
      case "variance" -> variance(b, one(b, arguments, span, env), span, origin);
      case "argmax", "argmin" -> arg(b, one(b, arguments, span, env), span, origin);
      case "dot" -> dot(b, arguments, span, env);
      case "where" -> where(b, arguments, span, env);
      case "uniform", "normal" -> draw(b, arguments, span, env);
      case "grad" -> grad(b, arguments, span, env);
      case "cosine", "linear", "exponential", "step" -> Schedules.schedule(b.name(), arguments, span);
      default -> throw PlaceMistakes.notCallable(span, "`" + b.name() + "`, which takes a bracket only");
    };
  }

  private Denotation scalar(ScalarFunction f, Builtin b, List<Argument> arguments, Span span, Environment env) {
    if (b.bracket().isPresent()) {
      throw Problem.of("NN0264", b.bracket().get().bracket().span(),
          "`" + b.name() + "` works element by element and takes no dims");
    }
    requireCount(b, arguments, f.arity(), span);
    return evaluator.operators.function(f, arguments.stream().map(Argument::meaning).toList(),
        arguments.stream().map(Argument::span).toList(), span, env);
  }

  private static void requireCount(Builtin b, List<Argument> arguments, int count, Span span) {
    if (arguments.size() != count) {
      throw CallMistakes.builtinCount(span, b.name(), count, arguments.size());
    }
  }

  private Tensor one(Builtin b, List<Argument> arguments, Span span, Environment env) {
    requireCount(b, arguments, 1, span);
    return evaluator.tensors.of(arguments.getFirst().meaning(), arguments.getFirst().span(), env);
  }

  // Brackets

  /** The dims that a bracket lists, settings left out. */
  private List<TypedAxis> layout(Builtin b, Span span) {
    Given given = b.bracket().orElseThrow(() -> CallMistakes.needsDims(span, b.name()));
    List<TypedAxis> axes = new ArrayList<>();
    for (Bracket.Item item : given.bracket().items()) {
      if (!(item instanceof Bracket.Item.Setting)) {
        axes.addAll(evaluator.types.axes(item, given.caller()));
      }
    }
    return axes;
  }

  private TypedAxis single(Builtin b, Span span) {
    List<TypedAxis> axes = layout(b, span);
    if (axes.size() != 1) {
      throw Problem.of("NN0265", span, "`" + b.name() + "` takes exactly one dim");
    }
    return axes.getFirst();
  }

  /** The axes that a reduction removes: those listed, or all where nothing is listed. */
  private List<TypedAxis> over(Builtin b, Tensor x, Span span) {
    if (b.bracket().isEmpty()) {
      return x.axes();
    }
    List<TypedAxis> axes = new ArrayList<>();
    for (TypedAxis axis : layout(b, span)) {
      axes.add(
          x.type().axis(axis.dim()).orElseThrow(() -> DimMistakes.reduces(span, b.name(), axis, x.type(), x.made())));
    }
    return axes;
  }

  private double setting(Builtin b, String name, double otherwise) {
    if (b.bracket().isEmpty()) {
      return otherwise;
    }
    for (Bracket.Item item : b.bracket().get().bracket().items()) {
      if (item instanceof Bracket.Item.Setting s && s.name().equals(name)
          && evaluator.evaluate(s.value(), b.bracket().get().caller()) instanceof Known k && k.constant().isPresent()) {
        return k.constant().get();
      }
      if (item instanceof Bracket.Item.Setting s && !s.name().equals(name)) {
        throw Problem.of("NN0208", s.span(), "`" + b.name() + "` has no setting `" + s.name() + "`");
      }
    }
    return otherwise;
  }

  // Reductions

  private Denotation reduce(Builtin b, Tensor x, Span span, Origin origin) {
    Reduction reduction = REDUCTIONS.get(b.name());
    boolean logic = reduction == Reduction.ANY || reduction == Reduction.ALL;
    if (logic && !(x.type().kind() instanceof Type.Kind.Bool)) {
      throw Problem.of("NN0213", span, "`" + b.name() + "` takes bool, and this is " + x.type());
    }
    return evaluator.tensors.reduce(reduction, x, over(b, x, span), b.name(), origin);
  }

  private Tensor mean(Tensor x, List<TypedAxis> over, Origin origin) {
    Tensor sum = evaluator.tensors.reduce(Reduction.SUM, x, over, "sum", origin);
    return divide(sum, Known.of(TypedAxis.count(over)).scalar(), "mean", origin);
  }

  private Tensor divide(Tensor x, Scalar by, String name, Origin origin) {
    return evaluator.tensors.map(REAL, x.axes(),
        places -> Scalar.apply(ScalarFunction.DIV, Tensors.number(x, places), by), name, origin);
  }

  private Denotation variance(Builtin b, Tensor x, Span span, Origin origin) {
    List<TypedAxis> over = over(b, x, span);
    Tensor mean = mean(x, over, origin);
    Tensor squares = evaluator.tensors.map(REAL, x.axes(), places -> {
      Scalar deviation = Scalar.apply(ScalarFunction.SUB, Tensors.number(x, places), Tensors.number(mean, places));
      return Scalar.apply(ScalarFunction.MUL, deviation, deviation);
    }, "", origin);
    Tensor sum = evaluator.tensors.reduce(Reduction.SUM, squares, over, "sum", origin);
    Size count = TypedAxis.count(over).minus(Size.of((long) setting(b, "correction", 0)));
    return divide(sum, Known.of(count).scalar(), "variance", origin);
  }

  private Denotation arg(Builtin b, Tensor x, Span span, Origin origin) {
    TypedAxis axis = single(b, span);
    TypedAxis own =
        x.type().axis(axis.dim()).orElseThrow(() -> DimMistakes.reduces(span, b.name(), axis, x.type(), x.made()));
    return evaluator.tensors.argReduce(b.name().equals("argmax"), x, own, origin);
  }

  // Contraction and choice

  private Denotation dot(Builtin b, List<Argument> arguments, Span span, Environment env) {
    requireCount(b, arguments, 2, span);
    Tensor left = data(evaluator.tensors.of(arguments.get(0).meaning(), arguments.get(0).span(), env));
    Tensor right = data(evaluator.tensors.of(arguments.get(1).meaning(), arguments.get(1).span(), env));
    List<TypedAxis> over = over(b, left, span);
    over(b, right, span);
    List<TypedAxis> out = new ArrayList<>(Tensors.without(left.axes(), over));
    Tensors.without(right.axes(), over).stream().filter(a -> !left.type().has(a.dim())).forEach(out::add);
    evaluator.tensors.align(List.of(free(left), free(right)), "dot", span);
    return evaluator.tensors.contract(left, right, over, out, env.origin(span));
  }

  private static Tensor free(Tensor x) {
    return new Tensor(x.type(), x.value(), true, x.made());
  }

  /** A map read as data: a name that stands on both sides of its arrow is primed on the right. */
  private static Tensor data(Tensor x) {
    if (x.type().arrow().isEmpty()) {
      return x;
    }
    List<TypedAxis> axes = new ArrayList<>();
    for (TypedAxis axis : x.axes()) {
      Dim dim = axis.dim();
      axes.add(axes.stream().anyMatch(a -> a.dim().equals(dim)) ? axis.named(dim.twin()) : axis);
    }
    return x.as(Type.Tensor.of(x.type().kind(), axes));
  }

  private Denotation where(Builtin b, List<Argument> arguments, Span span, Environment env) {
    requireCount(b, arguments, 3, span);
    Tensor condition = evaluator.tensors.of(arguments.get(0).meaning(), arguments.get(0).span(), env);
    if (!(condition.type().kind() instanceof Type.Kind.Bool)) {
      throw Problem.of("NN0213", arguments.get(0).span(),
          "`where` chooses by a bool, and this is " + condition.type());
    }
    return evaluator.tensors.where(condition,
        evaluator.tensors.of(arguments.get(1).meaning(), arguments.get(1).span(), env),
        evaluator.tensors.of(arguments.get(2).meaning(), arguments.get(2).span(), env), env.origin(span));
  }

  // Draws

  /** `uniform[..](low, high)`, `normal[..](mean, std)`; in an initial value without a bracket, for what is declared. */
  private Denotation draw(Builtin b, List<Argument> arguments, Span span, Environment env) {
    if (!arguments.isEmpty()) {
      requireCount(b, arguments, 2, span);
    }
    List<TypedAxis> axes = b.bracket().isPresent()
        ? layout(b, span)
        : env.body().target().orElseThrow(() -> CallMistakes.needsDims(span, b.name())).axes();
    Optional<Integer> arrow = b.bracket().isPresent() ? Optional.empty() : env.body().target().get().arrow();
    Scalar first = parameter(arguments, 0, 0);
    Scalar second = parameter(arguments, 1, 1);
    int site = evaluator.build.drawSite(env.body().path());
    boolean uniform = b.name().equals("uniform");
    Scalar scale = uniform ? Scalar.apply(ScalarFunction.SUB, second, first) : second;
    Scalar folded = scale.reads().isEmpty() && first instanceof Scalar.Constant f && second instanceof Scalar.Constant s
        && uniform ? Scalar.of(s.value() - f.value()) : scale;
    List<Index> indices = evaluator.build.graph.indices(TypedAxis.graphAxes(axes));
    Scalar number = new Scalar.Draw(site, evaluator.build.position(indices));
    Scalar shaped = uniform ? number : Scalar.apply(ScalarFunction.PROBIT, middle(number));
    Scalar body = Scalar.apply(ScalarFunction.ADD, first, Scalar.apply(ScalarFunction.MUL, folded, shaped));
    Value value = evaluator.build.graph.add(b.name(),
        Comprehension.map(indices, body), env.origin(span));
    return new Tensor(new Type.Tensor(REAL, List.copyOf(axes), arrow), value, false, span);
  }

  /**
   * From [0, 1) to the middle of its 24-bit step, so that neither 0 nor 1 occurs. The middle of the last step would be
   * rounded to 1, whose quantile is infinite: one draw of 2²⁴.
   */
  private static Scalar middle(Scalar draw) {
    Scalar middle = Scalar.apply(ScalarFunction.ADD, draw, Scalar.of(0x1p-25));
    return Scalar.apply(ScalarFunction.MINIMUM, middle, Scalar.of(1 - 0x1p-24));
  }

  private Scalar parameter(List<Argument> arguments, int position, double otherwise) {
    if (arguments.isEmpty()) {
      return Scalar.of(otherwise);
    }
    Argument argument = arguments.get(position);
    if (argument.meaning() instanceof Known k) {
      return k.scalar();
    }
    if (argument.meaning() instanceof Tensor t && t.type().isScalar()) {
      return new Scalar.Read(t.value(), List.of());
    }
    throw Problem.of("NN0266", argument.span(), "a draw is described by single numbers");
  }

  // Gradients

  private Denotation grad(Builtin b, List<Argument> arguments, Span span, Environment env) {
    requireCount(b, arguments, 2, span);
    Tensor y = evaluator.tensors.of(arguments.get(0).meaning(), arguments.get(0).span(), env);
    Tensor x = evaluator.tensors.of(arguments.get(1).meaning(), arguments.get(1).span(), env);
    if (!(x.type().kind() instanceof Type.Kind.Real)) {
      throw Problem.of("NN0267", arguments.get(1).span(), "a derivative is taken by a real, and this is " + x.type());
    }
    Value derivative = Gradient.of(evaluator.build.graph, y.value(), List.of(x.value())).getFirst();
    return new Tensor(x.type(), derivative, false, span);
  }

  /** Whether a name is a reduction that an index equation may use over its indices. */
  static Optional<Reduction> reduction(String name) {
    return Optional.ofNullable(REDUCTIONS.get(name));
  }
}
