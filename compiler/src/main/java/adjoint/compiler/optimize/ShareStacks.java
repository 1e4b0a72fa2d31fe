package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A yield that only copies a tensor from outside, step by step, is that tensor; a value that is yielded twice is once. */
public final class ShareStacks implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Map<Value, Value> same = new HashMap<>();
    List<Definition> definitions = Rewriter.replace(graph.definitions(), d -> {
      Definition renamed = Rewriter.rename(d, v -> same.getOrDefault(v, v));
      if (renamed.operation() instanceof Operation.Scan s) {
        findCopies(renamed, s, same);
      }
      return List.of(renamed);
    });
    return new Graph(graph.name(), graph.inputs(),
        definitions.stream().map(d -> Rewriter.rename(d, v -> same.getOrDefault(v, v))).toList(),
        Rewriter.rename(graph.outputs(), v -> same.getOrDefault(v, v)));
  }

  private static void findCopies(Definition definition, Operation.Scan scan, Map<Value, Value> same) {
    Map<Value, Value> copied = new HashMap<>();
    scan.body().forEach(d -> copied(d, scan).ifPresent(stack -> copied.put(d.result(), stack)));
    Map<Value, Value> first = new HashMap<>();
    for (int i = 0; i < scan.yields().size(); i++) {
      Value yield = scan.yields().get(i);
      Value stack = definition.results().get(scan.carries().size() + i);
      Value earlier = copied.containsKey(yield) ? copied.get(yield) : first.putIfAbsent(yield, stack);
      if (earlier != null && !earlier.equals(stack)) {
        same.put(stack, earlier);
      }
    }
  }

  private static Optional<Value> copied(Definition definition, Operation.Scan scan) {
    if (!(definition.operation() instanceof Operation.Comprehension c) || !c.over().isEmpty()
        || !(c.body() instanceof Scalar.Read r)) {
      return Optional.empty();
    }
    List<Subscript> whole = new ArrayList<>(List.of(Subscript.of(scan.step())));
    whole.addAll(Subscript.of(c.out()));
    boolean inside = scan.body().stream().anyMatch(d -> d.results().contains(r.tensor()));
    boolean size = r.tensor().rank() > 0 && r.tensor().axes().getFirst().size().equals(scan.step().size());
    return !inside && size && r.at().equals(whole) && r.tensor().element() == definition.result().element()
        ? Optional.of(r.tensor()) : Optional.empty();
  }
}
