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
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reductions in a scan that don't depend on its carries are done for all steps at once before it, with the step as a
 * further index: the product of the inputs with their weights, and their bias, becomes one contraction. What doesn't depend on
 * the step either is done once.
 */
public final class HoistFromScan implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    return graph.replace(
        d -> d.operation() instanceof Operation.Scan s ? new Hoist(fresh, s).run(d) : List.of(d));
  }

  private static final class Hoist {
    private final GraphBuilder fresh;
    private final Operation.Scan scan;
    private final Set<Value> leaving;
    private final Map<Value, Value> stacks = new HashMap<>();
    private final Map<Value, Value> constants = new HashMap<>();
    private final List<Definition> before = new ArrayList<>();

    private Hoist(GraphBuilder fresh, Operation.Scan scan) {
      this.fresh = fresh;
      this.scan = scan;
      this.leaving = leaving();
    }

    private List<Definition> run(Definition definition) {
      if (leaving.isEmpty()) {
        return List.of(definition);
      }
      List<Definition> body = new ArrayList<>();
      for (Definition each : scan.body()) {
        body.add(leaving.containsAll(each.results()) ? leave(each) : each);
      }
      before.add(definition.with(scan.with(List.copyOf(body))));
      return List.copyOf(before);
    }

    /** The reductions that don't depend on the recurrence, and what they read of the body. */
    private Set<Value> leaving() {
      Set<Value> recurrent = new HashSet<>();
      scan.carries().forEach(c -> recurrent.add(c.entry()));
      Set<Value> inside = new HashSet<>(recurrent);
      for (Definition each : scan.body()) {
        boolean stays = each.operation() instanceof Operation.Scan
            || each.operation().operands().stream().anyMatch(recurrent::contains);
        inside.addAll(each.results());
        recurrent.addAll(stays ? each.results() : List.of());
      }
      Set<Value> needed = new HashSet<>();
      for (Definition each : scan.body().reversed()) {
        boolean free = each.results().stream().noneMatch(recurrent::contains);
        boolean worth = free && (isReduction(each.operation()) || isConstant(each.operation(), inside)
            || each.results().stream().anyMatch(needed::contains));
        if (worth) {
          needed.addAll(each.results());
          each.operation().operands().stream().filter(inside::contains).forEach(needed::add);
        }
      }
      scan.body().stream().filter(d -> d.results().stream().noneMatch(recurrent::contains) && isTail(d, needed, inside))
          .forEach(d -> needed.addAll(d.results()));
      return needed;
    }

    /** Whether it is what becomes of a reduction that leaves, such as one with its bias: that can be kept instead. */
    private boolean isTail(Definition definition, Set<Value> leaving, Set<Value> inside) {
      return definition.operation() instanceof Operation.Comprehension c && c.isMap() && !InlineViews.isView(c)
          && c.body().reads().stream().filter(inside::contains).allMatch(leaving::contains)
          && c.body().reads().stream().filter(leaving::contains)
              .anyMatch(v -> v.count().isAtLeast(definition.result().count()) && isReadOnce(v));
    }

    private boolean isReadOnce(Value value) {
      return !scan.yields().contains(value)
          && scan.body().stream().filter(d -> d.operation().operands().contains(value)).count() == 1;
    }

    private static boolean isReduction(Operation operation) {
      return operation.inner().isEmpty() && !operation.over().isEmpty();
    }

    /** Whether it computes the same in each step. */
    private boolean isConstant(Operation operation, Set<Value> inside) {
      return operation instanceof Operation.Comprehension c && !InlineViews.isView(c)
          && !c.body().indices().contains(scan.step()) && c.body().reads().stream().noneMatch(inside::contains);
    }

    /** Defines it before the scan; in the body the value is read from there. */
    private Definition leave(Definition definition) {
      Value value = definition.result();
      boolean stepwise = dependsOnStep(definition.operation());
      Index step = fresh.index(scan.step().axis());
      List<Axis> axes = new ArrayList<>(stepwise ? List.of(step.axis()) : List.of());
      axes.addAll(value.axes());
      Value outside = fresh.value(value.name(), value.element(), axes);
      (stepwise ? stacks : constants).put(value, outside);
      Operation operation = stepwise ? stacked(definition.operation(), step) : once(definition.operation());
      before.add(new Definition(List.of(outside), operation, definition.origin()));
      List<Index> at = value.axes().stream().map(fresh::index).toList();
      List<Subscript> places = new ArrayList<>(stepwise ? List.of(Subscript.of(scan.step())) : List.of());
      places.addAll(Subscript.of(at));
      return new Definition(List.of(value),
          Operation.Comprehension.map(at, new Scalar.Read(outside, List.copyOf(places))), definition.origin());
    }

    private boolean dependsOnStep(Operation operation) {
      boolean stacked = operation.operands().stream().anyMatch(stacks::containsKey);
      return stacked || operation.indices().contains(scan.step());
    }

    private Operation once(Operation operation) {
      return operation.map(Rewrite.reads(v -> constants.getOrDefault(v, v)));
    }

    private Operation stacked(Operation operation, Index step) {
      Relocation all = Relocation.of(scan.step(), step, stacks, constants);
      return switch (operation) {
        case Operation.Comprehension c ->
          new Operation.Comprehension(first(step, c.out()), c.over(), c.reduction(), all.apply(c.body()));
        case Operation.ArgReduce a ->
          new Operation.ArgReduce(a.largest(), first(step, a.out()), a.along(), all.apply(a.body()));
        case Operation.Scatter s -> {
          List<Subscript> at = new ArrayList<>(List.of(Subscript.of(step)));
          s.at().forEach(p -> at.add(all.apply(p)));
          yield new Operation.Scatter(first(fresh.index(step.axis()), s.out()), first(step, s.over()), s.reduction(),
              List.copyOf(at), all.apply(s.body()));
        }
        case Operation.Order o -> new Operation.Order(stacks.get(o.keys()), o.descending());
        case Operation.Scan s -> s;
      };
    }

    private static List<Index> first(Index step, List<Index> indices) {
      List<Index> all = new ArrayList<>(List.of(step));
      all.addAll(indices);
      return List.copyOf(all);
    }
  }
}
