package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Relocation;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
    Graph shared = graph.replace(d -> {
      Definition renamed = d.reading(v -> same.getOrDefault(v, v));
      return renamed.operation() instanceof Operation.Scan s
          ? new Sharing(s, same, fresh).share(renamed)
          : List.of(renamed);
    });
    return same.isEmpty()
        ? shared
        : shared.map(Rewrite.reads(v -> same.getOrDefault(v, v))).giving(v -> same.getOrDefault(v, v));
  }

  private static final class Sharing {
    private final Operation.Scan scan;
    private final Map<Value, Value> same;
    private final GraphBuilder fresh;
    private final Map<Value, Definition> body = new HashMap<>();
    private final Set<Value> inside = new HashSet<>();
    private final Map<Value, Value> stacks = new HashMap<>();
    private final Set<Value> stacked = new HashSet<>();

    private Sharing(Operation.Scan scan, Map<Value, Value> same, GraphBuilder fresh) {
      this.scan = scan;
      this.same = same;
      this.fresh = fresh;
      scan.body().forEach(d -> d.results().forEach(v -> body.put(v, d)));
      inside.addAll(body.keySet());
      scan.carries().forEach(c -> inside.add(c.entry()));
    }

    private List<Definition> share(Definition definition) {
      List<Value> all = definition.results().subList(scan.carries().size(), definition.results().size());
      for (int i = 0; i < all.size(); i++) {
        Value yield = scan.yields().get(i);
        Value first = stacks.putIfAbsent(yield, all.get(i));
        if (first != null) {
          same.put(all.get(i), first);
        } else if (!isView(body.get(yield))) {
          stacked.add(yield);
        }
      }
      List<Definition> after = new ArrayList<>();
      for (Value yield : new LinkedHashSet<>(scan.yields())) {
        if (!stacked.contains(yield)) {
          view(yield).ifPresentOrElse(after::add, () -> stacked.add(yield));
        }
      }
      after.addFirst(without(definition));
      return List.copyOf(after);
    }

    /** The scan that yields only what has to be stacked, each once. */
    private Definition without(Definition definition) {
      List<Value> yields = new LinkedHashSet<>(scan.yields()).stream().filter(stacked::contains).toList();
      List<Value> results = new ArrayList<>(definition.results().subList(0, scan.carries().size()));
      yields.forEach(y -> results.add(stacks.get(y)));
      Operation shared = new Operation.Scan(scan.step(), scan.reverse(), scan.carries(), scan.body(), yields);
      return shared.equals(scan) ? definition : new Definition(List.copyOf(results), shared, definition.origin());
    }

    /** The view for all steps, if what it reads of the body is stacked. */
    private Optional<Definition> view(Value yield) {
      Definition made = body.get(yield);
      Operation.Comprehension c = (Operation.Comprehension) made.operation();
      if (!c.body().reads().stream().filter(inside::contains).allMatch(stacked::contains)) {
        return Optional.empty();
      }
      Index step = fresh.index(scan.step().axis());
      List<Index> out = new ArrayList<>(List.of(step));
      Map<Index, Subscript> places = new HashMap<>();
      for (Index index : c.out()) {
        out.add(fresh.index(index.axis()));
        places.put(index, Subscript.of(out.getLast()));
      }
      Scalar all = Relocation.of(scan.step(), step, stacks, Map.of()).apply(c.body().substitute(places));
      return Optional.of(new Definition(List.of(stacks.get(yield)), Operation.Comprehension.map(List.copyOf(out), all),
          made.origin()));
    }
  }

  private static boolean isView(Definition definition) {
    return definition != null && definition.operation() instanceof Operation.Comprehension c && InlineViews.isView(c);
  }
}
