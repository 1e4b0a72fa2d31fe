package adjoint.compiler.lower.train;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import java.util.Collection;
import java.util.List;

/** The Euclidean norm of several gradients as if they were one vector. */
final class GradientNorm {

  private GradientNorm() {}

  static Value of(GraphBuilder graph, Collection<Value> gradients) {
    Scalar sum = Scalar.ZERO;
    for (Value gradient : gradients) {
      List<Index> over = graph.indices(gradient.axes());
      Value squares = graph.sumOfSquares(over, GraphBuilder.read(gradient, over));
      sum = Scalar.apply(ScalarFunction.ADD, sum, GraphBuilder.read(squares, List.of()));
    }
    return graph.add("norm", Comprehension.map(List.of(), Scalar.apply(ScalarFunction.SQRT, sum)), Origin.NONE);
  }
}
