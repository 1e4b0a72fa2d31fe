package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.PlaceMistakes;
import adjoint.compiler.lower.problem.WeightMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Operations on tensors by the names of their axes, as comprehensions of a graph. */
public record Tensors(Build build) {

  /** Indices by dim, for the body of a comprehension. */
  public record Places(Map<Dim, Index> indices) {
    Index of(Dim dim) {
      return indices.get(dim);
    }

    List<Subscript> of(List<TypedAxis> axes) {
      return axes.stream().map(a -> Subscript.of(indices.get(a.dim()))).toList();
    }
  }

  private static final Type.Kind REAL = new Type.Kind.Real();

  /** A value that flows, or a known number as a tensor without axes. */
  public Tensor of(Denotation value, Span span, Environment env) {
    Origin origin = env.origin(span);
    return switch (value) {
      case Tensor t -> t;
      case Denotation.Known k -> fill(k.scalar(), List.of(), origin);
      case Denotation.Scheduled s ->
        new Tensor(Type.Tensor.real(List.of()), build.settings.input(s.schedule()), false, span);
      case Denotation.Step s -> map(new Type.Kind.IndexOf(s.axis().dim(), s.axis().size()), List.of(),
          places -> new Scalar.At(Subscript.of(s.index())), env.body().path(), origin);
      case Denotation.Flag f -> map(new Type.Kind.Bool(), List.of(), places -> Scalar.apply(ScalarFunction.EQ,
          Scalar.of(f.value() ? 1 : 0), Scalar.ONE), "", origin);
      case Denotation.OfFile f -> new Tensor(f.stored().type(), build.input(f.stored()), false, span);
      case Denotation.DimName d -> throw PlaceMistakes.dimAsValue(span, d.axis());
      case Denotation.Fields f -> throw PlaceMistakes.severalResults(span, f.fields().keySet());
      case Denotation.Weights w -> throw WeightMistakes.severalValues(span, w.name(), w.parameters().keySet());
      case Denotation.Instance i -> throw PlaceMistakes.notAValue(span, "layer " + i.layer().declaration().name());
      case Denotation.TakenLayer _,Denotation.Text _,Denotation.Entries _,Denotation.Row _,Denotation.Callable _,Denotation.Builtin _,Denotation.Chain _ ->
        throw PlaceMistakes.notAValue(span, value.described());
    };
  }

  /** A comprehension over named axes. */
  Tensor comprehension(Type.Kind kind, List<TypedAxis> out, List<TypedAxis> over, Reduction reduction,
      Function<Places, Scalar> body, String name, Origin origin) {
    Map<Dim, Index> indices = new LinkedHashMap<>();
    List<Index> outIndices = indices(out, indices);
    List<Index> overIndices = indices(over, indices);
    Scalar scalar = body.apply(new Places(indices));
    Value value = build.graph.add(name, new Comprehension(outIndices, overIndices, reduction, scalar), origin);
    return tensor(Type.Tensor.of(kind, out), value, origin);
  }

  public Tensor map(Type.Kind kind, List<TypedAxis> out, Function<Places, Scalar> body, String name, Origin origin) {
    return comprehension(kind, out, List.of(), Reduction.SUM, body, name, origin);
  }

  Tensor argReduce(boolean largest, Tensor x, TypedAxis over, Origin origin) {
    return argReduce(largest, without(x.axes(), List.of(over)), over, places -> number(x, places), origin);
  }

  /** Where along an axis something is largest or smallest. */
  Tensor argReduce(boolean largest, List<TypedAxis> out, TypedAxis over, Function<Places, Scalar> of, Origin origin) {
    Map<Dim, Index> indices = new LinkedHashMap<>();
    List<Index> outIndices = indices(out, indices);
    Index index = indices(List.of(over), indices).getFirst();
    Scalar body = of.apply(new Places(indices));
    Value value = build.graph.add(largest ? "argmax" : "argmin",
        new ArgReduce(largest, outIndices, index, body), origin);
    return tensor(Type.Tensor.of(new Type.Kind.IndexOf(over.dim(), over.size()), out), value, origin);
  }

  /**
   * What goes to looked-up places: for each setting of the `over` axes a number, at a place of the `out` axes.
   *
   * @param at the places, one an axis
   */
  Tensor scatter(Reduction reduction, List<TypedAxis> out, List<TypedAxis> over,
      Function<Places, List<Subscript>> at, Function<Places, Scalar> body, Origin origin) {
    Map<Dim, Index> indices = new LinkedHashMap<>();
    List<Index> outIndices = indices(out, new LinkedHashMap<>());
    List<Index> overIndices = indices(over, indices);
    Places places = new Places(indices);
    Value value = build.graph.add("segments",
        new Scatter(outIndices, overIndices, reduction, at.apply(places), body.apply(places)), origin);
    return tensor(Type.Tensor.of(REAL, out), value, origin);
  }

  private List<Index> indices(List<TypedAxis> axes, Map<Dim, Index> into) {
    List<Index> all = new ArrayList<>();
    for (TypedAxis axis : axes) {
      Index index = build.graph.index(axis.axis());
      into.put(axis.dim(), index);
      all.add(index);
    }
    return all;
  }

  private static Tensor tensor(Type.Tensor type, Value value, Origin origin) {
    return new Tensor(type, value, false, origin.span());
  }

  /** An element of a tensor as it is: a BOOL stays one. */
  static Scalar element(Tensor x, Places places) {
    return new Scalar.Read(x.value(), places.of(x.axes()));
  }

  /** An element of a tensor as a number. */
  public static Scalar number(Tensor x, Places places) {
    return number(element(x, places));
  }

  static Scalar number(Scalar scalar) {
    return scalar.element() == Element.BOOL ? new Scalar.Select(scalar, Scalar.ONE, Scalar.ZERO) : scalar;
  }

  /** What a scalar function is applied to. */
  sealed interface Operand {}

  public record Flowing(Tensor tensor) implements Operand {}

  /** A number that the compiler knows; it has no axes. */
  public record Number(Scalar scalar) implements Operand {}

  /** A scalar function, elementwise; at least one operand flows. */
  public Tensor elementwise(ScalarFunction function, List<Operand> operands, Origin origin) {
    boolean logic = function == ScalarFunction.AND || function == ScalarFunction.OR || function == ScalarFunction.NOT;
    Type.Kind kind = function.isPredicate() ? new Type.Kind.Bool() : REAL;
    List<Tensor> flowing =
        operands.stream().filter(o -> o instanceof Flowing).map(o -> ((Flowing) o).tensor()).toList();
    List<TypedAxis> out = align(flowing, function.symbol(), origin.span());
    Tensor result = map(kind, out, places -> new Scalar.Apply(function, operands.stream()
        .map(o -> element(o, logic, places)).toList()), name(function), origin);
    return flowing.stream().allMatch(Tensor::free) && !out.isEmpty()
        ? new Tensor(result.type(), result.value(), true, result.made())
        : still(result, flowing);
  }

  private static Scalar element(Operand operand, boolean logic, Places places) {
    return switch (operand) {
      case Number n -> n.scalar();
      case Flowing f -> logic ? element(data(f.tensor()), places) : number(data(f.tensor()), places);
    };
  }

  /** A function of each element by itself. */
  Tensor each(Tensor x, UnaryOperator<Scalar> function, Origin origin) {
    Tensor data = data(x);
    return still(map(REAL, data.axes(), places -> function.apply(number(data, places)), "", origin), List.of(x));
  }

  /** What is computed element by element from a linear map and values of its own dims is a map of the same kind. */
  private static Tensor still(Tensor result, List<Tensor> operands) {
    List<Tensor> maps = operands.stream().filter(o -> o.type().arrow().isPresent()).toList();
    boolean same = !maps.isEmpty() && result.type().kind() instanceof Type.Kind.Real
        && data(maps.getFirst()).axes().equals(result.axes())
        && maps.stream().allMatch(m -> m.type().equals(maps.getFirst().type()));
    return same ? result.as(maps.getFirst().type()) : result;
  }

  /** A map read as data: a name that stands on both sides of its arrow is primed on the right. */
  static Tensor data(Tensor x) {
    return x.type().arrow().isEmpty() ? x : x.as(Type.Tensor.of(x.type().kind(), primed(x.axes())));
  }

  /** The axes of a map, as those of data. */
  public static List<TypedAxis> primed(List<TypedAxis> map) {
    List<TypedAxis> axes = new ArrayList<>();
    for (TypedAxis axis : map) {
      boolean again = axes.stream().anyMatch(a -> a.dim().equals(axis.dim()));
      axes.add(again ? axis.named(axis.dim().twin()) : axis);
    }
    return List.copyOf(axes);
  }

  private static String name(ScalarFunction function) {
    return function.isInfix() ? "" : function.symbol();
  }

  /** `where(c, a, b)`: chooses by value. */
  Tensor where(Tensor condition, Tensor first, Tensor second, Origin origin) {
    Tensor then = data(first);
    Tensor otherwise = data(second);
    List<TypedAxis> out = align(List.of(condition, then, otherwise), "where", origin.span());
    boolean same = then.type().kind().equals(otherwise.type().kind());
    Tensor chosen = map(same ? then.type().kind() : REAL, out, places -> new Scalar.Select(element(condition, places),
        same ? element(then, places) : number(then, places),
        same ? element(otherwise, places) : number(otherwise, places)), "", origin);
    return still(chosen, List.of(condition, first, second));
  }

  /** The axes of an elementwise result: those of the operand that holds all names; `index[D]` adds its own. */
  List<TypedAxis> align(List<Tensor> values, String operator, Span span) {
    List<Tensor> operands = values.stream().map(Tensors::data).toList();
    List<Tensor> solid = operands.stream().filter(o -> !o.free()).toList();
    List<Tensor> from = solid.isEmpty() ? operands : solid;
    Tensor widest = from.stream().reduce((a, b) -> b.axes().size() > a.axes().size() ? b : a).orElseThrow();
    List<TypedAxis> out = new ArrayList<>(widest.axes());
    for (Tensor operand : operands) {
      for (TypedAxis axis : operand.axes()) {
        Optional<TypedAxis> same = out.stream().filter(a -> a.dim().equals(axis.dim())).findFirst();
        if (same.isEmpty() && operand.free()) {
          out.add(axis);
        } else if (same.isEmpty()) {
          throw DimMistakes.notAligned(operator, span, widest.type(), widest.made(), operand.type(), operand.made());
        } else if (!same.get().size().equals(axis.size())) {
          throw DimMistakes.sizesDiffer(operator, span, same.get(), widest.made(), axis, operand.made());
        }
      }
    }
    return out;
  }

  /** The sum of products over some dims; other dims that both have are batched. */
  Tensor contract(Tensor a, Tensor b, List<TypedAxis> over, List<TypedAxis> out, Origin origin) {
    return comprehension(REAL, out, over, Reduction.SUM,
        places -> Scalar.apply(ScalarFunction.MUL, number(a, places), number(b, places)), "", origin);
  }

  public Tensor reduce(Reduction reduction, Tensor x, List<TypedAxis> over, String name, Origin origin) {
    boolean logic = reduction == Reduction.ANY || reduction == Reduction.ALL;
    boolean whole = (reduction == Reduction.MAX || reduction == Reduction.MIN) && x.value().element() == Element.INT;
    Type.Kind kind = logic ? new Type.Kind.Bool() : whole ? x.type().kind() : REAL;
    return comprehension(kind, without(x.axes(), over), over, over.isEmpty() ? Reduction.SUM : reduction,
        places -> logic ? element(x, places) : number(x, places), name, origin);
  }

  /** The same elements with other axes; `reads` gives the subscripts of x for each place of the result. */
  Tensor view(Tensor x, List<TypedAxis> out, Function<Places, List<Subscript>> reads, Origin origin) {
    return map(x.type().kind(), out, places -> new Scalar.Read(x.value(), reads.apply(places)), x.value().name(),
        origin);
  }

  /** With its axes in another order, or more of them; every axis of x is among `out`, which may be a map's. */
  Tensor layout(Tensor x, List<TypedAxis> out, Origin origin) {
    Tensor data = data(x);
    List<TypedAxis> laid = primed(out);
    List<Dim> then = laid.stream().map(TypedAxis::dim).toList();
    return data.type().dims().equals(then) ? x : view(data, laid, places -> places.of(data.axes()), origin);
  }

  /** As reals: a BOOL is 0 or 1, an index its position. */
  public Tensor real(Tensor x, Origin origin) {
    return x.type().kind() instanceof Type.Kind.Real
        ? x
        : map(REAL, x.axes(), places -> Scalar.apply(ScalarFunction.MUL, Scalar.ONE, number(x, places)),
            x.value().name(), origin);
  }

  /** A tensor of one number in every place. */
  Tensor fill(Scalar number, List<TypedAxis> out, Origin origin) {
    return map(REAL, out, places -> number, "", origin);
  }

  static List<TypedAxis> without(List<TypedAxis> axes, List<TypedAxis> others) {
    Map<Dim, TypedAxis> gone = new HashMap<>();
    others.forEach(o -> gone.put(o.dim(), o));
    return axes.stream().filter(a -> !gone.containsKey(a.dim())).toList();
  }
}
