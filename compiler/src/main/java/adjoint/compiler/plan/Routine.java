package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Carry;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph whose carries have one memory from before the first step to after the last: what a scan gives out as the last
 * value of a carry is the carry's entry. So an entry is defined by each step and by the scan, which a graph forbids.
 */
record Routine(List<Input> inputs, List<Definition> definitions, List<Output> outputs) {

  static Routine of(Graph graph) {
    Sharing sharing = new Sharing(new HashMap<>());
    List<Definition> definitions = sharing.all(graph.definitions());
    return new Routine(graph.inputs(), definitions,
        graph.outputs().stream().map(o -> o.with(sharing.name(o.value()))).toList());
  }

  /** @param names for the last value of each carry met so far, the carry's entry */
  private record Sharing(Map<Value, Value> names) {

    private List<Definition> all(List<Definition> definitions) {
      return definitions.stream().map(this::one).toList();
    }

    private Definition one(Definition definition) {
      if (!(definition.operation() instanceof Scan s)) {
        return definition.map(Rewrite.reads(this::name));
      }
      Operation scan = scan(s);
      List<Value> results = new ArrayList<>(definition.results());
      for (int i = 0; i < s.carries().size(); i++) {
        names.put(results.get(i), s.carries().get(i).entry());
        results.set(i, s.carries().get(i).entry());
      }
      return new Definition(List.copyOf(results), scan, definition.origin());
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
  }
}
