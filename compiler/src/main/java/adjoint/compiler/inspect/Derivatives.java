package adjoint.compiler.inspect;

import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Value;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;

/** The derivatives of a graph's outputs on their own, for reading: without updates, clipping and moments. */
public final class Derivatives {

  private Derivatives() {}

  /** The inputs that something can be differentiated by: parameters, states and real data. */
  public static List<Input> candidates(Graph graph) {
    return graph.inputs().stream()
        .filter(input -> input.value().element() == Element.REAL)
        .filter(input -> input.role() == Input.Role.PARAMETER || input.role() == Input.Role.DATA)
        .toList();
  }

  /** The graph with an output `∂y/∂x` for each REAL output that isn't stored, such as a loss, and each given input. */
  public static Graph of(Graph graph, List<Input> by) {
    List<Output> outputs = graph.outputs().stream()
        .filter(output -> !output.stored() && output.value().element() == Element.REAL)
        .toList();
    var builder = GraphBuilder.of(new Graph(graph.name(), graph.inputs(), graph.definitions(), List.of()));
    outputs.forEach(output -> builder.output(output.name(), false, output.value()));
    for (Output output : outputs) {
      List<Value> values = by.stream().map(Input::value).toList();
      List<Value> derivatives =
          new ArrayList<>(Gradient.of(builder, StabilizeForms.before(builder, output.value(), values), values));
      for (int i = 0; i < by.size(); i++) {
        builder.output("∂" + output.name() + "/∂" + by.get(i).name(), false, derivatives.get(i));
      }
    }
    return builder.build(graph.name());
  }
}
