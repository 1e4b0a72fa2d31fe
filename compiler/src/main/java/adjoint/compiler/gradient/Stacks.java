package adjoint.compiler.gradient;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The values of a scan's body for every step: those that it yields already, and those that it has to yield in
 * addition.
 */
final class Stacks {

  private final GraphBuilder graph;
  private final Axis step;
  private final Set<Value> bound;
  private final Consumer<Value> made;
  private final Map<Value, Value> stacks = new LinkedHashMap<>();
  private final List<Value> added = new ArrayList<>();

  /**
   * @param bound what is defined in the body, entries included
   * @param made told of each new stack
   */
  Stacks(GraphBuilder graph, Index step, Set<Value> bound, Consumer<Value> made) {
    this.graph = graph;
    this.step = step.axis();
    this.bound = bound;
    this.made = made;
  }

  /** A yield that exists. */
  void put(Value value, Value stack) {
    stacks.putIfAbsent(value, stack);
  }

  boolean binds(Value value) {
    return bound.contains(value);
  }

  /** Whether a value of the body has a stack already. */
  boolean holds(Value value) {
    return stacks.containsKey(value);
  }

  /** The stack of a value of the body; nothing for values from outside. */
  Optional<Value> of(Value value) {
    if (!bound.contains(value)) {
      return Optional.empty();
    }
    return Optional.of(stacks.computeIfAbsent(value, this::add));
  }

  private Value add(Value value) {
    List<Axis> axes = new ArrayList<>(List.of(step));
    axes.addAll(value.axes());
    added.add(value);
    Value stack = graph.value(value.name(), value.element(), axes);
    made.accept(stack);
    return stack;
  }

  /** The scan with a body and all further yields. */
  Definition extend(Definition definition, Operation.Scan scan, List<Definition> body) {
    List<Value> yields = new ArrayList<>(scan.yields());
    List<Value> results = new ArrayList<>(definition.results());
    for (Value value : added) {
      yields.add(value);
      results.add(stacks.get(value));
    }
    Operation extended = new Operation.Scan(scan.step(), scan.reverse(), scan.carries(), body, List.copyOf(yields));
    return new Definition(List.copyOf(results), extended, definition.origin());
  }
}
