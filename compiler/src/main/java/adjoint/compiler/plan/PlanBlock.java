package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Verifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Definitions of one level (a graph's, or a scan's body) as steps. */
final class PlanBlock {

  private final Planner.Passes passes;
  private final PassRunner runner;
  private final GraphBuilder fresh;
  private final List<Decision> decisions;

  PlanBlock(Planner.Passes passes, PassRunner runner, GraphBuilder fresh, List<Decision> decisions) {
    this.passes = passes;
    this.runner = runner;
    this.fresh = fresh;
    this.decisions = decisions;
  }

  /**
   * The steps, in order.
   *
   * @param assignments what is written over at the end
   * @param results what must be in memory at the end, besides
   */
  List<Step> steps(List<Definition> definitions, List<Assignment> assignments, Set<Value> results) {
    Set<Value> needed = new HashSet<>(results);
    assignments.forEach(a -> needed.add(a.value()));
    List<Definition> ready = ready(definitions, new BlockPass.Surroundings(needed, fresh, decisions));
    List<Group> groups = Schedule.of(Grouping.of(ready, passes.fuse(), fresh, decisions), assignments);
    List<Step> steps = new ArrayList<>();
    groups.forEach(g -> steps.addAll(steps(g)));
    return Assignments.apply(Registers.decide(steps, needed), assignments, fresh);
  }

  private List<Definition> ready(List<Definition> definitions, BlockPass.Surroundings surroundings) {
    List<Definition> current = definitions;
    for (BlockPass pass : passes.block()) {
      List<Definition> made = pass.apply(current, surroundings);
      runner.after(pass.name(), () -> Verifier.problems(made), () -> GraphPrinter.print(made));
      current = made;
    }
    return current;
  }

  private List<Step> steps(Group group) {
    return switch (group.first().operation()) {
      case Comprehension c when group.product().isPresent() -> List.of(contraction(group, group.product().get()));
      case Comprehension c -> List.of(nest(group));
      case ArgReduce a -> List.of(nest(group));
      case Scatter s -> List.of(
          new Step.Scatter(group.first().result(), s.over(), s.reduction(), s.at(), s.body(), group.first().origin()));
      case Operation.Order o -> List.of(
          new Step.Sort(group.first().result(), o.keys(), o.descending(), group.first().origin()));
      case Scan s -> loop(group.first(), s);
    };
  }

  private Step contraction(Group group, ContractionForm product) {
    Definition first = group.first();
    Value sum = fresh.value(first.result().name() + "_sum", first.result().element(), first.result().axes());
    List<Subscript> at = Subscript.of(first.operation().out());
    Scalar scaled = new Scalar.Read(sum, at);
    for (Scalar factor : product.scale()) {
      scaled = Scalar.apply(ScalarFunction.MUL, scaled, factor);
    }
    List<Store> epilogue = new ArrayList<>(List.of(new Store(first.result(), at, scaled, true)));
    group.members().stream().skip(1).forEach(m -> epilogue.add(store(m)));
    return new Step.Contraction(product.batch(), product.rows(), product.columns(), product.depth(), product.left(),
        product.right(), sum, List.copyOf(epilogue), List.of(), first.origin());
  }

  private static Store store(Group.Member map) {
    Comprehension c = (Comprehension) map.definition().operation();
    return new Store(map.definition().result(), map.at(), c.body(), true);
  }

  private static Step nest(Group group) {
    boolean flat = group.isElementwise() || group.members().size() == 1;
    List<Index> outer = flat
        ? List.of()
        : group.first().operation().out().stream().filter(group.outer()::contains).toList();
    List<Step.Statement> statements = new ArrayList<>();
    for (Group.Member member : group.members()) {
      Step.Statement next = statement(member, outer);
      boolean merges = !statements.isEmpty() && merges(statements.getLast(), next);
      if (merges) {
        statements.add(merged((Step.Statement.Map) statements.removeLast(), (Step.Statement.Map) next));
      } else {
        statements.add(next);
      }
    }
    return new Step.Nest(outer, List.copyOf(statements), origin(group));
  }

  /** The line of the last member: what the kernel is for. */
  private static Origin origin(Group group) {
    return group.members().stream().map(m -> m.definition().origin()).filter(o -> !o.equals(Origin.NONE)).findFirst()
        .orElse(Origin.NONE);
  }

  private static Step.Statement statement(Group.Member placed, List<Index> outer) {
    Definition member = placed.definition();
    List<Index> inner = member.operation().out().stream().filter(i -> !outer.contains(i)).toList();
    List<Subscript> at = placed.at();
    return switch (member.operation()) {
      case Comprehension c when c.over().isEmpty() ->
        new Step.Statement.Map(inner, List.of(new Store(member.result(), at, c.body(), true)));
      case Comprehension c -> {
        Reductions how = Reductions.of(c.out(), c.over(), c.body());
        yield new Step.Statement.Reduce(inner, how.over(), c.reduction(), how.order(), c.body(), target(member, at));
      }
      case ArgReduce a -> new Step.Statement.ArgReduce(inner, a.along(), a.largest(), a.body(), target(member, at));
      case Scatter s -> throw new IllegalStateException("a scatter in a nest");
      case Operation.Order o -> throw new IllegalStateException("an order in a nest");
      case Scan s -> throw new IllegalStateException("a scan in a nest");
    };
  }

  /** A reduction's place; the body of its store is that of the reduction, which stands there once. */
  private static Store target(Definition member, List<Subscript> at) {
    return new Store(member.result(), at, Scalar.ZERO, true);
  }

  private static boolean merges(Step.Statement last, Step.Statement next) {
    if (!(last instanceof Step.Statement.Map a && next instanceof Step.Statement.Map b
        && a.inner().equals(b.inner()))) {
      return false;
    }
    Scalar body = b.stores().getFirst().body();
    return a.stores().stream().allMatch(s -> Steps.readsOnlyAt(body, s.value(), s.at()));
  }

  private static Step.Statement merged(Step.Statement.Map a, Step.Statement.Map b) {
    List<Store> stores = new ArrayList<>(a.stores());
    stores.addAll(b.stores());
    return new Step.Statement.Map(a.inner(), List.copyOf(stores));
  }

  /** The entries are the carries' memory throughout; yields are written where they are stacked. */
  private List<Step> loop(Definition definition, Scan scan) {
    List<Step> steps = new ArrayList<>();
    scan.carries().forEach(c -> steps.add(new Step.Copy(c.initial(), c.entry(), definition.origin())));
    List<Definition> body = new ArrayList<>(scan.body());
    List<Value> yields = ownYields(scan, body);
    List<Assignment> carries = scan.carries().stream().map(c -> new Assignment(c.entry(), c.next())).toList();
    List<Step> children = steps(body, carries, Set.copyOf(yields));
    for (int i = 0; i < yields.size(); i++) {
      Value own = yields.get(i);
      Value stacked = definition.results().get(scan.carries().size() + i);
      UnaryOperator<Step> prefix = s -> Steps.prefix(s, own, stacked, scan.step());
      children = children.stream().map(prefix).toList();
    }
    steps.add(new Step.Loop(scan.step(), scan.reverse(), List.copyOf(children), definition.origin()));
    return steps;
  }

  /** A value a yield that a map of the body defines and nothing else writes over; where there is none, a copy. */
  private List<Value> ownYields(Scan scan, List<Definition> body) {
    Set<Value> taken = new HashSet<>();
    scan.carries().forEach(c -> taken.add(c.next()));
    Set<Value> writable = new HashSet<>();
    for (Definition definition : body) {
      if (Group.isNestable(definition)) {
        writable.addAll(definition.results());
      }
    }
    List<Value> yields = new ArrayList<>();
    for (Value yield : scan.yields()) {
      boolean own = writable.contains(yield) && taken.add(yield)
          && body.stream().noneMatch(d -> isReadWhole(d, yield));
      yields.add(own ? yield : copy(yield, body, fresh));
    }
    return yields;
  }

  /** Whether it reads the value otherwise than element by element in a nest or a contraction. */
  private static boolean isReadWhole(Definition definition, Value value) {
    return Group.isNestable(definition)
        ? definition.operation().scalars().stream().anyMatch(s -> Steps.isTable(s, value))
        : definition.operation().operands().contains(value);
  }

  /** Appends an elementwise copy of a value and returns it. */
  static Value copy(Value value, List<Definition> to, GraphBuilder fresh) {
    List<Index> out = fresh.indices(value.axes());
    Operation map = Comprehension.map(out, GraphBuilder.read(value, out));
    Value copy = fresh.value(value.name(), value.element(), value.axes());
    to.add(new Definition(List.of(copy), map, Origin.NONE));
    return copy;
  }
}
