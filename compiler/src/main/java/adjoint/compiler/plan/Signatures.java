package adjoint.compiler.plan;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.OpenDims;
import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import java.util.ArrayList;
import java.util.List;

/** What a graph's function takes and gives. */
final class Signatures {

  private Signatures() {}

  static Signature of(Graph graph) {
    List<Port> inputs = graph.inputs().stream().filter(i -> i.role() == Input.Role.DATA)
        .map(i -> port(i.name(), i.value())).toList();
    List<String> settings = graph.inputs().stream().filter(i -> i.role() == Input.Role.SETTING)
        .map(Input::name).toList();
    List<Port> outputs = graph.outputs().stream().filter(o -> !o.stored()).map(o -> port(o.name(), o.value())).toList();
    return new Signature(graph.name(), new ArrayList<>(OpenDims.of(graph)), inputs, settings, outputs);
  }

  private static Port port(String name, Value value) {
    return new Port(name, value.element(), value.axes());
  }
}
