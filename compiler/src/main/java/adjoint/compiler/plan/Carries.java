package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Carry;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives a scan's last carries the names of their entries: one memory from before the first step to after the last. */
final class Carries {

  private final Map<Value, Value> names = new HashMap<>();

  private Carries() {}

  static Graph merge(Graph graph) {
    Carries carries = new Carries();
    List<Definition> definitions = carries.all(graph.definitions());
    List<Output> outputs = graph.outputs().stream()
        .map(o -> new Output(o.name(), o.stored(), carries.name(o.value()))).toList();
    return new Graph(graph.name(), graph.inputs(), definitions, outputs);
  }

  private List<Definition> all(List<Definition> definitions) {
    return definitions.stream().map(this::one).toList();
  }

  private Definition one(Definition definition) {
    Operation operation = switch (definition.operation()) {
      case Comprehension c ->
        new Comprehension(c.out(), c.over(), c.reduction(), c.body().map(Carries::same, this::name));
      case ArgReduce a -> new ArgReduce(a.largest(), a.out(), a.over(), a.body().map(Carries::same, this::name));
      case Scatter s -> new Scatter(s.out(), s.over(),
          s.at().stream().map(p -> p.map(Carries::same, this::name)).toList(), s.body().map(Carries::same, this::name));
      case Scan s -> scan(s);
    };
    List<Value> results = new ArrayList<>(definition.results());
    if (definition.operation() instanceof Scan s) {
      for (int i = 0; i < s.carries().size(); i++) {
        names.put(results.get(i), s.carries().get(i).entry());
        results.set(i, s.carries().get(i).entry());
      }
    }
    return new Definition(List.copyOf(results), operation, definition.origin());
  }

  private Scan scan(Scan s) {
    List<Value> initials = s.carries().stream().map(c -> name(c.initial())).toList();
    List<Definition> body = all(s.body());
    List<Carry> carries = new ArrayList<>();
    for (int i = 0; i < s.carries().size(); i++) {
      carries.add(new Carry(s.carries().get(i).entry(), initials.get(i), name(s.carries().get(i).next())));
    }
    return new Scan(s.step(), s.reverse(), List.copyOf(carries), body, s.yields().stream().map(this::name).toList());
  }

  private Value name(Value value) {
    return names.getOrDefault(value, value);
  }

  private static Subscript same(Index index) {
    return Subscript.of((Subscript.Atom) index);
  }
}
