package adjoint.compiler.inspect;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph that gives out everything it computes, the values of its scans' steps too, in the order in which it does.
 *
 * @param graph whose outputs are numbered as the parts
 */
record Exposed(Graph graph, List<Part> parts) {

  /**
   * A computed value.
   *
   * @param stage the number of the definition at the top, the same for all values of a scan
   * @param steps how many steps of a scan its first axis has; 1 without a scan
   * @param backwards whether those steps are taken downwards
   */
  record Part(int stage, Definition definition, Value value, Size steps, boolean backwards) {}

  static Exposed of(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    List<Part> parts = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    List<Definition> definitions = new ArrayList<>();
    for (Definition definition : graph.definitions()) {
      Definition exposed = definition.operation() instanceof Scan s
          ? exposed(definition, s, fresh, definitions.size(), parts, outputs)
          : definition;
      if (!(definition.operation() instanceof Scan) && definition.result().element() == Element.REAL) {
        outputs.add(new Output("part" + parts.size(), false, definition.result()));
        parts.add(new Part(definitions.size(), definition, definition.result(), Size.ONE, false));
      }
      definitions.add(exposed);
    }
    return new Exposed(new Graph(graph.name() + "_exposed", graph.inputs(), definitions, outputs), parts);
  }

  private static Definition exposed(Definition definition, Scan scan, GraphBuilder fresh, int stage, List<Part> parts,
      List<Output> outputs) {
    List<Value> yields = new ArrayList<>(scan.yields());
    List<Value> results = new ArrayList<>(definition.results());
    for (Definition inner : scan.body()) {
      for (Value value : inner.results()) {
        if (value.element() == Element.REAL) {
          List<Axis> axes = new ArrayList<>(List.of(scan.step().axis()));
          axes.addAll(value.axes());
          Value stack = fresh.value(value.name(), value.element(), axes);
          yields.add(value);
          results.add(stack);
          outputs.add(new Output("part" + parts.size(), false, stack));
          parts.add(new Part(stage, inner, value, scan.step().size(), scan.reverse()));
        }
      }
    }
    Scan all = new Scan(scan.step(), scan.reverse(), scan.carries(), scan.body(), yields);
    return new Definition(results, all, definition.origin());
  }
}
