package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;

/** The product `b` of a value with a linear map. */
record MapProduct(Tensors tensors, Expr.Binary b, Origin origin) {

  /** `x @ w`: consumes the dims left of the arrow, appends those right of it. */
  Tensor of(Tensor x, Tensor w) {
    int arrow = w.type().arrow().orElseThrow(() -> DimMistakes.notAMap(b.right().span(), w.type()));
    List<TypedAxis> in = w.axes().subList(0, arrow);
    List<TypedAxis> out = w.axes().subList(arrow, w.axes().size());
    for (TypedAxis axis : in) {
      TypedAxis same = x.type().axis(axis.dim())
          .orElseThrow(() -> DimMistakes.mapTakes(b.operatorSpan(), axis, x.type(), x.made()));
      if (!same.size().equals(axis.size())) {
        throw DimMistakes.sizesDiffer("@", b.operatorSpan(), same, x.made(), axis, w.made());
      }
    }
    List<TypedAxis> result = new ArrayList<>(Tensors.without(x.axes(), in));
    for (TypedAxis axis : out) {
      if (result.stream().anyMatch(a -> a.dim().equals(axis.dim()))) {
        throw DimMistakes.twice(b.span(), axis.dim());
      }
      result.add(axis);
    }
    return product(x, w, arrow, in, result);
  }

  /** The map's own axes are read through names of their own, since one may stand on both sides of its arrow. */
  private Tensor product(Tensor x, Tensor w, int arrow, List<TypedAxis> in, List<TypedAxis> result) {
    return tensors.comprehension(new Type.Kind.Real(), result, inner(in), Reduction.SUM,
        places -> {
          List<Subscript> left = x.axes().stream()
              .map(a -> Subscript.of(places.of(
                  in.stream().anyMatch(i -> i.dim().equals(a.dim())) ? inner(a.dim()) : a.dim())))
              .toList();
          List<Subscript> right = new ArrayList<>();
          for (int i = 0; i < w.axes().size(); i++) {
            Dim dim = w.axes().get(i).dim();
            right.add(Subscript.of(places.of(i < arrow ? inner(dim) : dim)));
          }
          return Scalar.apply(ScalarFunction.MUL, Tensors.number(new Scalar.Read(x.value(), left)),
              new Scalar.Read(w.value(), right));
        }, "", origin);
  }

  private static List<TypedAxis> inner(List<TypedAxis> axes) {
    return axes.stream().map(a -> a.named(inner(a.dim()))).toList();
  }

  private static Dim inner(Dim dim) {
    return new Dim("@" + dim.name(), dim.scope(), dim.shown());
  }
}
