package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a graph's function takes and gives. */
final class Signatures {

  private Signatures() {}

  static Signature of(Graph graph) {
    Set<String> open = new LinkedHashSet<>();
    graph.inputs().forEach(i -> collect(i.value(), open));
    collect(graph.definitions(), open);
    List<Port> inputs = graph.inputs().stream().filter(i -> i.role() == Input.Role.DATA)
        .map(i -> port(i.name(), i.value())).toList();
    List<String> settings = graph.inputs().stream().filter(i -> i.role() == Input.Role.SETTING)
        .map(Input::name).toList();
    List<Port> outputs = graph.outputs().stream().filter(o -> !o.stored()).map(o -> port(o.name(), o.value())).toList();
    return new Signature(graph.name(), new ArrayList<>(open), inputs, settings, outputs);
  }

  private static Port port(String name, Value value) {
    return new Port(name, value.element(), value.axes());
  }

  private static void collect(List<Definition> definitions, Set<String> open) {
    for (Definition definition : definitions) {
      definition.results().forEach(v -> collect(v, open));
      if (definition.operation() instanceof Scan s) {
        collect(s.body(), open);
      }
    }
  }

  private static void collect(Value value, Set<String> open) {
    value.axes().forEach(a -> open.addAll(a.size().openDims()));
  }
}
