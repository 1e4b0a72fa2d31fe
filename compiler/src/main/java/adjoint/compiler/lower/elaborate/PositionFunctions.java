package adjoint.compiler.lower.elaborate;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;

/** Functions of the core that go by positions: the order of values, and what an index puts together. */
final class PositionFunctions {

  private static final Type.Kind REAL = new Type.Kind.Real();

  private PositionFunctions() {}

  /** `argsort[D](x)`: at each place of D the position of what belongs there. */
  static Denotation argsort(BuiltinCall call) {
    Tensor x = call.one();
    return order(call, x, call.dim(x), call.flag("descending"));
  }

  static Tensor order(BuiltinCall call, Tensor x, TypedAxis along, boolean descending) {
    Tensors tensors = call.tensors();
    Tensor numbers = x.type().kind() instanceof Type.Kind.Bool ? tensors.real(x, call.origin()) : x;
    List<TypedAxis> rows = new ArrayList<>(Tensors.without(x.axes(), List.of(along)));
    rows.add(along);
    Tensor keys = tensors.layout(numbers, rows, call.origin());
    Value order = tensors.build().graph.add("order", new Operation.Order(keys.value(), descending), call.origin());
    Type.Kind position = new Type.Kind.IndexOf(along.dim(), along.size());
    Tensor positions = new Tensor(Type.Tensor.of(position, rows), order, false, call.span());
    return tensors.layout(positions, x.axes(), call.origin()).as(Type.Tensor.of(position, x.axes()));
  }

  /** What goes where: the values, the positions that they go to, and the dims that are gone. */
  private record Segments(BuiltinCall call, Tensor target, TypedAxis to, List<TypedAxis> over) {

    static Segments of(BuiltinCall call) {
      call.requireCount(2);
      Tensor target = call.tensor(1);
      if (!(target.type().kind() instanceof Type.Kind.IndexOf index)) {
        throw Mistake.of(CompilerProblem.KIND_MISMATCH, call.arguments().get(1).span(),
            "`" + call.name() + "` puts values together by an index, such as Node[Edge], and this is "
                + target.type());
      }
      return new Segments(call, target, new TypedAxis(index.dim(), index.size()), call.over(target));
    }

    Tensor all(Reduction reduction, Tensor x) {
      List<TypedAxis> axes = call.tensors().align(List.of(x, target), call.name(), call.span());
      List<TypedAxis> out = new ArrayList<>(axes);
      out.add(axes.indexOf(target.type().axis(over.getFirst().dim()).orElseThrow()), to);
      List<TypedAxis> kept = Tensors.without(out, over);
      TypedAxis.repeated(kept).ifPresent(axis -> {
        throw DimMistakes.twice(call.span(), axis.dim());
      });
      return call.tensors().scatter(reduction, kept, axes, places -> kept.stream().map(a -> a.equals(to)
          ? Subscript.of(new Subscript.Lookup(target.value(), places.of(target.axes())))
          : Subscript.of(places.of(a.dim()))).toList(), places -> Tensors.number(x, places), call.origin());
    }

    /** How many there are for each place. */
    Tensor count() {
      return all(Reduction.SUM, call.tensors().fill(Scalar.ONE, List.of(), call.origin()));
    }
  }

  /** `segment_sum[Edge](x, target)`: for each position the sum of what has it for a target. */
  static Denotation sum(BuiltinCall call) {
    return Segments.of(call).all(Reduction.SUM, call.tensor(0));
  }

  static Denotation mean(BuiltinCall call) {
    Segments segments = Segments.of(call);
    Tensor sum = segments.all(Reduction.SUM, call.tensor(0));
    Tensor count = segments.count();
    return call.tensors().map(REAL, sum.axes(), places -> Scalar.apply(ScalarFunction.DIV,
        Tensors.number(sum, places),
        Scalar.apply(ScalarFunction.MAXIMUM, Tensors.number(count, places), Scalar.ONE)), call.name(), call.origin());
  }

  /** The largest or the smallest; 0 where there is none. */
  static Denotation extreme(Reduction reduction, BuiltinCall call) {
    Segments segments = Segments.of(call);
    Tensor extreme = segments.all(reduction, call.tensor(0));
    Tensor count = segments.count();
    return call.tensors().map(REAL, extreme.axes(), places -> new Scalar.Select(
        Scalar.apply(ScalarFunction.GT, Tensors.number(count, places), Scalar.ZERO), Tensors.number(extreme, places),
        Scalar.ZERO), call.name(), call.origin());
  }
}
