package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A yield that is no more than another tensor seen otherwise, one from outside or one that is yielded too, needn't be
 * stacked step by step: it is a view after the scan. A value that is yielded twice is stacked once.
 */
public final class ShareStacks implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    Map<Value, Value> same = new HashMap<>();
    List<Definition> definitions = Rewriter.replace(graph.definitions(), d -> {
      Definition renamed = Rewriter.rename(d, v -> same.getOrDefault(v, v));
      return renamed.operation() instanceof Operation.Scan s ? share(renamed, s, same, fresh) : List.of(renamed);
    });
    if (same.isEmpty()) {
      return definitions.equals(graph.definitions()) ? graph : Rewriter.with(graph, definitions);
    }
    return new Graph(graph.name(), graph.inputs(),
        definitions.stream().map(d -> Rewriter.rename(d, v -> same.getOrDefault(v, v))).toList(),
        Rewriter.rename(graph.outputs(), v -> same.getOrDefault(v, v)));
  }

  private static List<Definition> share(Definition definition, Operation.Scan scan, Map<Value, Value> same,
      GraphBuilder fresh) {
    Map<Value, Definition> body = new HashMap<>();
    scan.body().forEach(d -> d.results().forEach(v -> body.put(v, d)));
    Map<Value, Value> stacks = new HashMap<>();
    List<Value> yields = new ArrayList<>();
    List<Value> results = new ArrayList<>(definition.results().subList(0, scan.carries().size()));
    Map<Value, Value> views = new HashMap<>();
    for (int i = 0; i < scan.yields().size(); i++) {
      Value yield = scan.yields().get(i);
      Value stack = definition.results().get(scan.carries().size() + i);
      if (stacks.containsKey(yield)) {
        same.put(stack, stacks.get(yield));
      } else if (isView(body.get(yield))) {
        stacks.put(yield, stack);
        views.put(stack, yield);
      } else {
        stacks.put(yield, stack);
        yields.add(yield);
        results.add(stack);
      }
    }
    Set<Value> inside = new HashSet<>(body.keySet());
    scan.carries().forEach(c -> inside.add(c.entry()));
    List<Definition> after = new ArrayList<>();
    for (int i = 0; i < scan.yields().size(); i++) {
      Value stack = definition.results().get(scan.carries().size() + i);
      if (views.containsKey(stack)) {
        Definition made = body.get(views.get(stack));
        Optional<Definition> view = view(made, scan, stack, stacks, views, inside, fresh);
        view.ifPresentOrElse(after::add, () -> {
          yields.add(made.result());
          results.add(stack);
        });
      }
    }
    List<Definition> all = new ArrayList<>();
    Operation.Scan shared = new Operation.Scan(scan.step(), scan.reverse(), scan.carries(), scan.body(), yields);
    all.add(shared.equals(scan) ? definition : new Definition(List.copyOf(results), shared, definition.origin()));
    all.addAll(after);
    return List.copyOf(all);
  }

  private static boolean isView(Definition definition) {
    return definition != null && definition.operation() instanceof Operation.Comprehension c && InlineViews.isView(c);
  }

  /** The view for all steps, if what it reads of the body is stacked. */
  private static Optional<Definition> view(Definition made, Operation.Scan scan, Value stack, Map<Value, Value> stacks,
      Map<Value, Value> views, Set<Value> inside, GraphBuilder fresh) {
    Operation.Comprehension c = (Operation.Comprehension) made.operation();
    boolean outside = c.body().reads().stream().filter(inside::contains)
        .allMatch(v -> stacks.containsKey(v) && !views.containsKey(stacks.get(v)));
    if (!outside) {
      return Optional.empty();
    }
    Index step = fresh.index(scan.step().axis());
    List<Index> out = new ArrayList<>(List.of(step));
    Map<Index, Subscript> places = new HashMap<>();
    for (Index index : c.out()) {
      out.add(fresh.index(index.axis()));
      places.put(index, Subscript.of(out.getLast()));
    }
    var body = new Restack(scan.step(), step, stacks, Map.of()).apply(c.body().substitute(places));
    return Optional.of(new Definition(List.of(stack), Operation.Comprehension.map(List.copyOf(out), body),
        made.origin()));
  }
}
