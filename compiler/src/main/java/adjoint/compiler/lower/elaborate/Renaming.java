package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Carry;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Puts other values in the place of those of a graph, wherever they are defined or read. */
public record Renaming(UnaryOperator<Value> replacement) {

  /** Gives values the names that were found for them after they had been made, by their numbers. */
  static Graph named(Graph graph, Map<Integer, String> names) {
    return new Renaming(value -> {
      String name = names.get(value.id());
      return name == null ? value : new Value(value.id(), name, value.element(), value.axes());
    }).graph(graph);
  }

  /** A definition that reads other values. */
  public static Definition reading(Definition definition, Map<Value, Value> values) {
    return new Renaming(value -> values.getOrDefault(value, value)).definition(definition);
  }

  private Graph graph(Graph graph) {
    return new Graph(graph.name(),
        graph.inputs().stream().map(i -> new Input(value(i.value()), i.role(), i.name())).toList(),
        definitions(graph.definitions()),
        graph.outputs().stream().map(o -> new Output(o.name(), o.stored(), value(o.value()))).toList());
  }

  private List<Definition> definitions(List<Definition> definitions) {
    return definitions.stream().map(this::definition).toList();
  }

  private Definition definition(Definition d) {
    return new Definition(values(d.results()), operation(d.operation()), d.origin());
  }

  private Operation operation(Operation operation) {
    return switch (operation) {
      case Comprehension c -> new Comprehension(c.out(), c.over(), c.reduction(), scalar(c.body()));
      case ArgReduce a -> new ArgReduce(a.largest(), a.out(), a.over(), scalar(a.body()));
      case Scatter s -> new Scatter(s.out(), s.over(),
          s.at().stream().map(p -> p.map(Subscript::of, this::value)).toList(), scalar(s.body()));
      case Scan s -> new Scan(s.step(), s.reverse(), s.carries().stream().map(this::carry).toList(),
          definitions(s.body()), values(s.yields()));
    };
  }

  private Carry carry(Carry carry) {
    return new Carry(value(carry.entry()), value(carry.initial()), value(carry.next()));
  }

  private Scalar scalar(Scalar scalar) {
    return scalar.map(Subscript::of, this::value);
  }

  private List<Value> values(List<Value> values) {
    return values.stream().map(this::value).toList();
  }

  private Value value(Value value) {
    return replacement.apply(value);
  }
}
