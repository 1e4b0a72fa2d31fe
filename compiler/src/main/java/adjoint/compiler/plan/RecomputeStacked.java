package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Relocation;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a scan stacks although little work makes it of one other number, itself stacked or from outside, is made again
 * where it is read: of a layer that is repeated, the backward pass reads what the activation was applied to instead of
 * that and the steps on the way. Operands of products stay, for they are read many times.
 */
public final class RecomputeStacked implements Pass {

  /** What may be computed again, in {@link Costs#of}. */
  private static final int CHEAP = 8;

  @Override
  public Graph apply(Graph graph) {
    Set<Value> kept = kept(graph);
    GraphBuilder fresh = new GraphBuilder(graph.next());
    Map<Value, Comprehension> made = new HashMap<>();
    Graph fewer = graph.replace(d -> List.of(d.operation() instanceof Scan s
        ? new Stacks(d, s, kept, fresh, made).fewer()
        : d));
    return made.isEmpty() ? fewer : fewer.map(Rewrite.scalars(s -> substituted(s, made)));
  }

  private static Scalar substituted(Scalar scalar, Map<Value, Comprehension> made) {
    return scalar instanceof Scalar.Read r && made.containsKey(r.tensor())
        ? made.get(r.tensor()).bodyAt(r.at())
        : scalar.mapChildren(c -> substituted(c, made));
  }

  /** What must be in memory: results, what is read as a whole, looked up, or many times. */
  private static Set<Value> kept(Graph graph) {
    Set<Value> kept = new HashSet<>();
    graph.outputs().forEach(o -> kept.add(o.value()));
    graph.all().map(Definition::operation).forEach(o -> {
      kept.addAll(o.handed());
      o.places().forEach(p -> kept.addAll(p.tables()));
      boolean product = o instanceof Comprehension c && ContractionForm.of(c).isPresent();
      o.scalars()
          .forEach(s -> Steps.eachRead(s, r -> kept.addAll(product || isSpread(r, o) ? Set.of(r.tensor()) : Set.of()),
              kept::add));
    });
    return kept;
  }

  /** Whether an element is read several times, for indices that it doesn't depend on. */
  private static boolean isSpread(Scalar.Read read, Operation reader) {
    Set<Index> seen = new HashSet<>();
    read.at().forEach(s -> seen.addAll(s.indices()));
    return !seen.containsAll(reader.domain());
  }

  /**
   * The stacks of one scan.
   *
   * @param made for what isn't stacked, how to make it, with the step as its first index
   */
  private record Stacks(Definition definition, Scan scan, Set<Value> kept, GraphBuilder fresh,
      Map<Value, Comprehension> made) {

    Definition fewer() {
      Map<Value, Value> stacks = new HashMap<>();
      List<Value> all = definition.results().subList(scan.carries().size(), definition.results().size());
      for (int i = 0; i < all.size(); i++) {
        stacks.put(scan.yields().get(i), all.get(i));
      }
      Set<Value> inside = new HashSet<>(scan.entries());
      scan.body().forEach(d -> inside.addAll(d.results()));
      for (Definition each : scan.body()) {
        each.results().stream().filter(stacks::containsKey).filter(v -> !kept.contains(stacks.get(v)))
            .forEach(v -> remade(each, inside, stacks).ifPresent(c -> made.put(stacks.get(v), c)));
      }
      return without();
    }

    /** How to make a value of all steps at once, if that is cheap. */
    private Optional<Comprehension> remade(Definition each, Set<Value> inside, Map<Value, Value> stacks) {
      boolean candidate = each.operation() instanceof Comprehension c && c.isMap() && !c.out().isEmpty()
          && each.result().element() == Element.REAL && !each.operation().draws()
          && c.body().reads().stream().allMatch(v -> !inside.contains(v) || stacks.containsKey(v));
      if (!candidate) {
        return Optional.empty();
      }
      Comprehension c = (Comprehension) each.operation();
      Index step = fresh.index(scan.step().axis());
      Scalar body = substituted(Relocation.of(scan.step(), step, stacks, Map.of()).apply(c.body()), made);
      boolean cheap = Costs.of(body) <= CHEAP && whole(body, c.out()).distinct().count() == 1;
      return Optional.of(body).filter(_ -> cheap)
          .map(b -> Comprehension.map(Stream.concat(Stream.of(step), c.out().stream()).toList(), b));
    }

    /** What it reads that is as large as the result: the rest is the same along a row. */
    private static Stream<Scalar> whole(Scalar body, List<Index> out) {
      return body.nodes().filter(n -> n instanceof Scalar.Read r
          && r.at().stream().map(Subscript::indices).anyMatch(i -> i.contains(out.getLast())));
    }

    private Definition without() {
      List<Value> results = new ArrayList<>(definition.results().subList(0, scan.carries().size()));
      List<Value> yields = new ArrayList<>();
      for (int i = 0; i < scan.yields().size(); i++) {
        Value stack = definition.results().get(scan.carries().size() + i);
        if (!made.containsKey(stack)) {
          results.add(stack);
          yields.add(scan.yields().get(i));
        }
      }
      Scan fewer = new Scan(scan.step(), scan.reverse(), scan.carries(), scan.body(), List.copyOf(yields));
      return results.size() == definition.results().size()
          ? definition
          : new Definition(List.copyOf(results), fewer, definition.origin());
    }
  }
}
