package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Scan;
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
      collect(definition.operation(), open);
    }
  }

  /** A sum over an open dim, or a number made of its size, needs that size though no value has the dim. */
  private static void collect(Operation operation, Set<String> open) {
    switch (operation) {
      case Operation.Comprehension c -> {
        collectIndices(c.over(), open);
        collect(c.body(), open);
      }
      case Operation.ArgReduce a -> {
        collectIndices(List.of(a.over()), open);
        collect(a.body(), open);
      }
      case Operation.Scatter s -> {
        collectIndices(s.over(), open);
        s.at().forEach(place -> collect(place, open));
        collect(s.body(), open);
      }
      case Scan s -> {
        collectIndices(List.of(s.step()), open);
        collect(s.body(), open);
      }
    }
  }

  private static void collectIndices(List<Index> indices, Set<String> open) {
    indices.forEach(i -> open.addAll(i.size().openDims()));
  }

  private static void collect(Scalar scalar, Set<String> open) {
    switch (scalar) {
      case Scalar.SizeOf s -> open.addAll(s.size().openDims());
      case Scalar.Read r -> r.at().forEach(place -> collect(place, open));
      case Scalar.At a -> collect(a.position(), open);
      case Scalar.Draw d -> collect(d.position(), open);
      case Scalar.Constant c -> {}
      case Scalar.Apply a -> {}
      case Scalar.Select s -> {}
    }
    scalar.children().forEach(child -> collect(child, open));
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
