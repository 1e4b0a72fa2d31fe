package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;

/** Drops definitions, carries and yields that no output depends on. */
public final class RemoveDead implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Set<Value> live = new HashSet<>();
    graph.outputs().forEach(o -> live.add(o.value()));
    return Rewriter.with(graph, living(graph.definitions(), live));
  }

  private static List<Definition> living(List<Definition> definitions, Set<Value> live) {
    LinkedList<Definition> kept = new LinkedList<>();
    for (Definition definition : definitions.reversed()) {
      if (definition.results().stream().anyMatch(live::contains)) {
        Definition trimmed = definition.operation() instanceof Operation.Scan s ? scan(definition, s, live)
            : definition;
        live.addAll(trimmed.operation().operands());
        kept.addFirst(trimmed);
      }
    }
    return List.copyOf(kept);
  }

  private static Definition scan(Definition definition, Operation.Scan scan, Set<Value> live) {
    List<Value> results = definition.results();
    int carries = scan.carries().size();
    List<Value> yields = new ArrayList<>();
    List<Value> stacks = new ArrayList<>();
    for (int i = 0; i < scan.yields().size(); i++) {
      if (live.contains(results.get(carries + i))) {
        yields.add(scan.yields().get(i));
        stacks.add(results.get(carries + i));
      }
    }
    Set<Value> inner = new HashSet<>(yields);
    for (int i = 0; i < carries; i++) {
      if (live.contains(results.get(i))) {
        inner.add(scan.carries().get(i).next());
      }
    }
    List<Definition> body = living(scan.body(), inner);
    boolean grown = true;
    while (grown) {
      int before = inner.size();
      scan.carries().stream().filter(c -> inner.contains(c.entry())).forEach(c -> inner.add(c.next()));
      grown = inner.size() > before;
      body = living(scan.body(), inner);
    }
    List<Operation.Carry> kept = new ArrayList<>();
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < carries; i++) {
      Operation.Carry carry = scan.carries().get(i);
      if (live.contains(results.get(i)) || inner.contains(carry.entry())) {
        kept.add(carry);
        all.add(results.get(i));
      }
    }
    all.addAll(stacks);
    Operation trimmed = new Operation.Scan(scan.step(), scan.reverse(), kept, body, yields);
    boolean same = all.equals(results) && trimmed.equals(scan);
    return same ? definition : new Definition(List.copyOf(all), trimmed, definition.origin());
  }
}
