package adjoint.compiler.gradient;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Relocation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The derivative of a scan: a scan that runs the other way and carries the adjoints of the carries. It reads what the
 * forward steps computed from stacks, which the forward scan yields for it. What flows to values from outside, such as
 * weights, is not summed up step by step: the adjoints in it are yielded, and one operation after the scan does it for
 * all steps at once.
 */
final class ScanReverse {

  private final Reverse outer;
  private final GraphBuilder graph;
  private final Definition definition;
  private final Operation.Scan scan;
  private final List<Definition> body = new ArrayList<>();
  private final List<Operation.Carry> carries = new ArrayList<>();
  private final List<Value> yields = new ArrayList<>();
  private final Set<Value> bound = new HashSet<>();
  private final Set<Value> active = new HashSet<>();
  private final Set<Value> live = new HashSet<>();

  ScanReverse(Reverse outer, Definition definition, Operation.Scan scan) {
    this.outer = outer;
    this.graph = outer.graph;
    this.definition = definition;
    this.scan = scan;
    body.addAll(scan.body());
    scan.carries().forEach(c -> bound.add(c.entry()));
    scan.body().forEach(d -> bound.addAll(d.results()));
  }

  /** Appends the reversed scan, and returns the forward one with what it needs of it. */
  Definition run() {
    nameOuterResults();
    findActive();
    findLive();
    Operation.Scan forward = new Operation.Scan(scan.step(), scan.reverse(), carries, List.copyOf(body), yields);
    Stacks stacks = new Stacks(graph, scan.step(), bound, outer::bind);
    List<Value> results = definition.results();
    for (int i = 0; i < yields.size(); i++) {
      stacks.put(yields.get(i), results.get(carries.size() + i));
    }
    List<Definition> extended = reverse(stacks);
    return stacks.extend(definition, forward, extended);
  }

  /** Gives what leaves a step but was made outside a name in the body, so that it has an adjoint there. */
  private void nameOuterResults() {
    scan.carries().forEach(c -> carries.add(new Operation.Carry(c.entry(), c.initial(), inner(c.next()))));
    scan.yields().forEach(y -> yields.add(inner(y)));
  }

  private Value inner(Value value) {
    if (bound.contains(value) || !outer.active.test(value)) {
      return value;
    }
    List<Index> at = graph.indices(value.axes());
    Value copy = graph.value(value.name(), value.element(), value.axes());
    body.add(new Definition(List.of(copy), Operation.Comprehension.map(at, GraphBuilder.read(value, at)), Origin.NONE));
    bound.add(copy);
    return copy;
  }

  private boolean isActive(Value value) {
    return active.contains(value) || (!bound.contains(value) && outer.active.test(value));
  }

  /** What depends on something active, through the carries as well. */
  private void findActive() {
    int before = -1;
    while (before != active.size()) {
      before = active.size();
      for (Operation.Carry carry : carries) {
        boolean carries = isActive(carry.initial()) || isActive(carry.next());
        if (carries && carry.entry().element() == Element.REAL) {
          active.add(carry.entry());
        }
      }
      for (Definition each : body) {
        if (each.operation().operands().stream().anyMatch(this::isActive)) {
          each.results().stream().filter(v -> v.element() == Element.REAL).forEach(active::add);
        }
      }
    }
  }

  /** What something with an adjoint depends on, through the carries as well. */
  private void findLive() {
    for (int i = 0; i < carries.size() + yields.size(); i++) {
      if (outer.total(definition.results().get(i)).isPresent()) {
        live.add(i < carries.size() ? carries.get(i).next() : yields.get(i - carries.size()));
      }
    }
    int before = -1;
    while (before != live.size()) {
      before = live.size();
      live.addAll(Definition.reached(body, live));
      carries.stream().filter(c -> live.contains(c.entry())).forEach(c -> live.add(c.next()));
    }
  }

  private boolean hasAdjoint(int carry) {
    Value entry = carries.get(carry).entry();
    boolean wanted = live.contains(entry) || outer.total(definition.results().get(carry)).isPresent();
    return wanted && active.contains(entry);
  }

  private List<Definition> reverse(Stacks stacks) {
    Index step = graph.index(scan.step().axis());
    Relocation present =
        new Relocation(i -> Subscript.of(i.equals(scan.step()) ? step : i), stacks::of, Map.of(), step);
    Reverse inner = new Reverse(graph, body, bound::contains, this::isActive,
        flow -> outer.relocation().apply(flow.relocated(present)), outer.divergent(), bound::add);
    List<Integer> carried = IntStream.range(0, carries.size()).filter(this::hasAdjoint).boxed().toList();
    List<Value> entries = carried.stream().map(i -> adjointEntry(i, inner)).toList();
    List<Value> initials = carried.stream().map(i -> outer.totalTensor(definition.results().get(i))).toList();
    for (int i = 0; i < yields.size(); i++) {
      Value yield = yields.get(i);
      Value stack = definition.results().get(carries.size() + i);
      Support support = outer.support(stack);
      outer.total(stack).filter(p -> isActive(yield))
          .ifPresent(p -> inner.add(yield, p.at(Subscript.of(step)), support.at(Subscript.of(step))));
    }
    List<Value> nexts = new ArrayList<>();
    List<Definition> backward = graph.nested(() -> {
      inner.run();
      carried.forEach(i -> nexts.add(inner.totalTensor(carries.get(i).entry())));
    });
    List<Operation.Carry> adjoints = IntStream.range(0, carried.size())
        .mapToObj(i -> new Operation.Carry(entries.get(i), initials.get(i), nexts.get(i))).toList();
    leave(inner, stacks, new Operation.Scan(step, !scan.reverse(), adjoints, backward, List.of()), carried);
    return inner.definitions();
  }

  private Value adjointEntry(int carry, Reverse inner) {
    Operation.Carry forward = carries.get(carry);
    Value entry = graph.value("∂" + forward.entry().name(), Element.REAL, forward.entry().axes());
    inner.add(forward.next(), AdjointPart.of(entry), Support.EVERYWHERE);
    return entry;
  }

  /** Defines the reversed scan, and lets out what flows to its surroundings. */
  private void leave(Reverse inner, Stacks stacks, Operation.Scan reversed, List<Integer> carried) {
    Set<Value> made = new HashSet<>();
    reversed.carries().forEach(c -> made.add(c.entry()));
    reversed.body().forEach(d -> made.addAll(d.results()));
    Stacks adjoints = new Stacks(graph, reversed.step(), made, value -> {});
    List<Flow> lifted = inner.escaped().stream().map(f -> lift(f, reversed.step(), stacks, adjoints)).toList();
    List<Value> finals = reversed.carries().stream()
        .map(c -> graph.value(c.entry().name(), Element.REAL, c.entry().axes())).toList();
    Definition plain = new Definition(finals, reversed, definition.origin());
    graph.add(adjoints.extend(plain, reversed, reversed.body()));
    for (int i = 0; i < carried.size(); i++) {
      Value initial = carries.get(carried.get(i)).initial();
      if (outer.active.test(initial)) {
        List<Index> at = graph.indices(initial.axes());
        outer.emit(List.of(Flow.of(new Scalar.Read(initial, Subscript.of(at)), at, List.of(),
            outer.arriving(GraphBuilder.read(finals.get(i), at)), definition.origin())));
      }
    }
    lifted.forEach(flow -> outer.emit(List.of(flow)));
  }

  /** A flow of one step as a flow of all steps. */
  private Flow lift(Flow flow, Index backward, Stacks stacks, Stacks adjoints) {
    Index step = graph.index(scan.step().axis());
    Relocation all = new Relocation(
        i -> Subscript.of(i.equals(scan.step()) || i.equals(backward) ? step : i),
        value -> adjoints.binds(value) ? adjoints.of(value) : stacks.of(value), Map.of(), step);
    Flow lifted = flow.relocated(all);
    List<Index> variables = new ArrayList<>(List.of(step));
    variables.addAll(lifted.variables());
    List<Guard> support = flow.support().stream()
        .filter(g -> g.condition().reads().stream().allMatch(v -> !bound.contains(v) || stacks.holds(v)))
        .map(g -> g.map(all::apply)).toList();
    return new Flow(lifted.target(), lifted.at(), List.copyOf(variables), lifted.guards(), lifted.arriving(), support,
        lifted.origin());
  }
}
