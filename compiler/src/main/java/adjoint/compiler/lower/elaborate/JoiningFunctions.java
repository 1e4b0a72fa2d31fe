package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.elaborate.Tensors.Places;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.JoinMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Functions of the core that make one value of several: side by side along a dim, or along a new one. */
final class JoiningFunctions {

  private JoiningFunctions() {}

  /** A value with the dim that it is joined along. */
  private record Part(Tensor value, TypedAxis along) {

    /** An element, at a place along the joined dim. */
    Scalar at(Places places, Subscript place, boolean same) {
      Scalar read = new Scalar.Read(value.value(), value.axes().stream()
          .map(a -> a.equals(along) ? place : Subscript.of(places.of(a.dim()))).toList());
      return same ? read : Tensors.number(read);
    }
  }

  /** `concat[D](a, b, …)`: along a dim whose sizes add. */
  static Denotation concat(BuiltinCall call) {
    List<Tensor> values = values(call);
    TypedAxis named = call.dim(values);
    List<TypedAxis> common = Tensors.without(values.getFirst().axes(), List.of(named)).stream()
        .filter(axis -> values.stream().allMatch(v -> v.type().has(axis.dim()))).toList();
    List<Part> parts =
        IntStream.range(0, values.size()).mapToObj(i -> part(call, values.get(i), i, named, common)).toList();
    parts.forEach(part -> requireSame(call, values.getFirst(), part.value(), common));
    Size whole = parts.stream().map(p -> p.along().size()).reduce(Size.ZERO, Size::plus);
    TypedAxis along = new TypedAxis(named.dim(), whole);
    List<TypedAxis> out = values.getFirst().axes().stream()
        .map(axis -> axis.equals(parts.getFirst().along()) ? along : axis).toList();
    Type.Kind kind = kind(values);
    boolean same = kind.equals(values.getFirst().type().kind());
    return call.tensors().map(kind, out, places -> joined(parts, Subscript.of(places.of(along.dim())), places, same),
        "concat", call.origin());
  }

  /** The element of the part in whose stretch a place lies. */
  private static Scalar joined(List<Part> parts, Subscript place, Places places, boolean same) {
    Part first = parts.getFirst();
    Scalar element = first.at(places, place, same);
    if (parts.size() == 1) {
      return element;
    }
    Size size = first.along().size();
    Scalar rest = joined(parts.subList(1, parts.size()), place.minus(Subscript.of(size)), places, same);
    return new Scalar.Select(
        Scalar.apply(ScalarFunction.LT, new Scalar.At(place), Known.of(size).scalar()), element, rest);
  }

  private static Part part(BuiltinCall call, Tensor value, int position, TypedAxis named, List<TypedAxis> common) {
    List<TypedAxis> own = Tensors.without(value.axes(), common);
    if (own.size() != 1) {
      throw JoinMistakes.notJoined(call.arguments().get(position).span(), call.name(), named, value.made(),
          value.type(),
          own);
    }
    return new Part(value, own.getFirst());
  }

  private static void requireSame(BuiltinCall call, Tensor first, Tensor value, List<TypedAxis> common) {
    for (TypedAxis axis : common) {
      TypedAxis other = value.type().axis(axis.dim()).orElseThrow();
      if (!other.size().equals(axis.size())) {
        throw DimMistakes.sizesDiffer(call.name(), call.span(), axis, first.made(), other, value.made());
      }
    }
  }

  /** `stack[D](a, b, …)`: along a new dim, which has a place for each. */
  static Denotation stack(BuiltinCall call) {
    List<Tensor> values = values(call);
    TypedAxis axis = call.dim();
    if (!axis.size().is(values.size())) {
      throw JoinMistakes.notOneEach(call.span(), call.name(), axis, values.size());
    }
    List<TypedAxis> out = new ArrayList<>(call.tensors().align(values, call.name(), call.span()));
    out.add(axis);
    TypedAxis.repeated(out).ifPresent(twice -> {
      throw DimMistakes.twice(call.span(), twice.dim());
    });
    return stack(call.tensors(), values, out, kind(values), call.origin());
  }

  /** The values one after the other along the last axis, which has a place for each. */
  static Tensor stack(Tensors tensors, List<Tensor> values, List<TypedAxis> out, Type.Kind kind, Origin origin) {
    boolean same = values.stream().allMatch(v -> v.type().kind().equals(kind));
    return tensors.map(kind, out, places -> {
      Scalar chosen = element(values.getLast(), places, same);
      Scalar place = new Scalar.At(Subscript.of(places.of(out.getLast().dim())));
      for (int i = values.size() - 2; i >= 0; i--) {
        chosen = new Scalar.Select(Scalar.apply(ScalarFunction.EQ, place, Scalar.of(i)),
            element(values.get(i), places, same), chosen);
      }
      return chosen;
    }, "", origin);
  }

  private static Scalar element(Tensor value, Places places, boolean same) {
    return same ? Tensors.element(value, places) : Tensors.number(value, places);
  }

  private static List<Tensor> values(BuiltinCall call) {
    if (call.arguments().isEmpty()) {
      throw CallMistakes.builtinCount(call.span(), call.name(), 2, 0);
    }
    return IntStream.range(0, call.arguments().size()).mapToObj(call::tensor).toList();
  }

  /** What all of them are, else a real. */
  private static Type.Kind kind(List<Tensor> values) {
    Type.Kind first = values.getFirst().type().kind();
    return values.stream().allMatch(v -> v.type().kind().equals(first)) ? first : new Type.Kind.Real();
  }
}
