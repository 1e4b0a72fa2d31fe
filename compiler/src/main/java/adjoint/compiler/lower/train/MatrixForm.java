package adjoint.compiler.lower.train;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A linear map as a matrix: the dims on each side of its arrow are merged into one, whose last part varies fastest.
 *
 * @param left the map's own axes left of its arrow, `right` those right of it
 * @param in the matrix's rows, `out` its columns
 */
record MatrixForm(List<TypedAxis> left, List<TypedAxis> right, TypedAxis in, TypedAxis out) {

  /** A matrix has the names that a rule gives it. */
  static MatrixForm of(Type.Tensor map, TypedAxis in, TypedAxis out) {
    int arrow = map.arrow().orElseThrow();
    return new MatrixForm(map.axes().subList(0, arrow), map.axes().subList(arrow, map.axes().size()), in, out);
  }

  Type.Tensor type() {
    return new Type.Tensor(new Type.Kind.Real(), List.of(in, out), Optional.of(1));
  }

  /** The matrix of a map. */
  Value matrix(GraphBuilder graph, Value map) {
    if (isMatrix()) {
      return map;
    }
    Index row = graph.index(in.axis());
    Index column = graph.index(out.axis());
    List<Subscript> at = new ArrayList<>(parts(row, left));
    at.addAll(parts(column, right));
    return graph.add(map.name(), Comprehension.map(List.of(row, column), new Scalar.Read(map, at)), Origin.NONE);
  }

  /** The map of a matrix. */
  Value map(GraphBuilder graph, Value matrix) {
    if (isMatrix()) {
      return matrix;
    }
    List<Index> rows = graph.indices(TypedAxis.graphAxes(left));
    List<Index> columns = graph.indices(TypedAxis.graphAxes(right));
    List<Index> out = new ArrayList<>(rows);
    out.addAll(columns);
    return graph.add(matrix.name(),
        Comprehension.map(out, new Scalar.Read(matrix, List.of(whole(rows), whole(columns)))), Origin.NONE);
  }

  private boolean isMatrix() {
    return left.size() == 1 && right.size() == 1;
  }

  private static List<Subscript> parts(Index merged, List<TypedAxis> axes) {
    List<Subscript> parts = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Size stride = TypedAxis.count(axes.subList(i + 1, axes.size()));
      Subscript part = Subscript.of(merged).floorDiv(stride);
      parts.add(i == 0 ? part : part.modulo(axes.get(i).size()));
    }
    return parts;
  }

  private static Subscript whole(List<Index> parts) {
    Subscript sum = Subscript.ZERO;
    for (Index part : parts) {
      sum = sum.times(part.size()).plus(Subscript.of(part));
    }
    return sum;
  }
}
