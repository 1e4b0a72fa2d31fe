package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
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
    return graph.with(living(graph.definitions(), live));
  }

  private static List<Definition> living(List<Definition> definitions, Set<Value> live) {
    LinkedList<Definition> kept = new LinkedList<>();
    for (Definition definition : definitions.reversed()) {
      if (definition.results().stream().anyMatch(live::contains)) {
        Definition trimmed = definition.operation() instanceof Operation.Scan s
            ? scan(definition, s, live)
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
    Set<Value> inner = new HashSet<>();
    for (int i = 0; i < results.size(); i++) {
      if (live.contains(results.get(i))) {
        inner.add(i < carries ? scan.carries().get(i).next() : scan.yields().get(i - carries));
      }
    }
    List<Definition> body = body(scan, inner);
    List<Operation.Carry> kept = new ArrayList<>();
    List<Value> yields = new ArrayList<>();
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      boolean needed = live.contains(results.get(i))
          || i < carries && inner.contains(scan.carries().get(i).entry());
      if (needed && i < carries) {
        kept.add(scan.carries().get(i));
      } else if (needed) {
        yields.add(scan.yields().get(i - carries));
      }
      all.addAll(needed ? List.of(results.get(i)) : List.of());
    }
    Operation trimmed = new Operation.Scan(scan.step(), scan.reverse(), kept, body, yields);
    boolean same = all.equals(results) && trimmed.equals(scan);
    return same ? definition : new Definition(List.copyOf(all), trimmed, definition.origin());
  }

  /** The living part of a body; a carry that it reads brings its next value to life. */
  private static List<Definition> body(Operation.Scan scan, Set<Value> live) {
    List<Definition> body = living(scan.body(), live);
    boolean grown = true;
    while (grown) {
      int before = live.size();
      scan.carries().stream().filter(c -> live.contains(c.entry())).forEach(c -> live.add(c.next()));
      grown = live.size() > before;
      body = living(scan.body(), live);
    }
    return body;
  }
}
