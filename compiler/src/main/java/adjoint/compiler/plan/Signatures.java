package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
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
    graph.all().forEach(d -> collect(d, open));
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

  /** A sum over an open dim, or a number made of its size, needs that size though no value has the dim. */
  private static void collect(Definition definition, Set<String> open) {
    definition.results().forEach(v -> collect(v, open));
    Operation operation = definition.operation();
    operation.over().forEach(i -> open.addAll(i.size().openDims()));
    operation.places().forEach(place -> collect(place, open));
    operation.scalars().stream().flatMap(Scalar::nodes).forEach(node -> {
      if (node instanceof Scalar.SizeOf s) {
        open.addAll(s.size().openDims());
      }
      node.subscripts().forEach(place -> collect(place, open));
    });
  }

  private static void collect(Subscript place, Set<String> open) {
    open.addAll(place.offset().openDims());
    for (Subscript.Term term : place.terms()) {
      open.addAll(term.coefficient().openDims());
      switch (term.atom()) {
        case Index i -> {}
        case Subscript.Quotient q -> {
          open.addAll(q.by().openDims());
          collect(q.of(), open);
        }
        case Subscript.Remainder r -> {
          open.addAll(r.by().openDims());
          collect(r.of(), open);
        }
        case Subscript.Lookup l -> l.at().forEach(inner -> collect(inner, open));
      }
    }
  }

  private static void collect(Value value, Set<String> open) {
    value.axes().forEach(a -> open.addAll(a.size().openDims()));
  }
}
