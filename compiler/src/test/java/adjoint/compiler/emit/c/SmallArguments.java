package adjoint.compiler.emit.c;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.tensor.Element;
import java.util.Arrays;
import java.util.Map;

/** Numbers for which a training step stays finite. */
final class SmallArguments {

  private SmallArguments() {}

  /** Reals of about a tenth; what optimizers average are squares, too, so that moments aren't negative. */
  static Arguments of(Graph graph, Map<String, Long> dims) {
    Arguments arguments = PlannedGraphs.arguments(graph, dims, 1);
    for (Input input : graph.inputs()) {
      double[] data = arguments.inputs().get(input.name());
      if (input.value().element() == Element.REAL) {
        Arrays.setAll(data, i -> input.role() == Input.Role.MOMENT ? Math.abs(data[i]) / 10 : data[i] / 10);
      }
    }
    return arguments;
  }
}
