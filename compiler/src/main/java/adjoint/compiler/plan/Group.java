package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Definitions that become one kernel; the first one decides what kind. Indices that members share are the same. */
final class Group {

  private final List<Definition> members = new ArrayList<>();
  private final Optional<Product> product;
  private final int position;
  private final Map<Value, List<Index>> results = new LinkedHashMap<>();
  private final Set<Value> reads = new LinkedHashSet<>();
  private Set<Index> outer;
  private int cost;

  /**
   * @param first a scan, a scatter, a contraction, or what begins a nest
   * @param product how the first one is a contraction
   * @param position in the program; decides the order of independent groups
   */
  Group(Definition first, Optional<Product> product, int position) {
    this.product = product;
    this.position = position;
    this.outer = new LinkedHashSet<>(out(first.operation()));
    add(first, outer);
  }

  void add(Definition member, Set<Index> commonOuter) {
    members.add(member);
    reads.addAll(member.operation().operands());
    outer = commonOuter;
    cost += cost(member.operation());
    for (Value result : member.results()) {
      results.put(result, out(member.operation()));
    }
  }

  List<Definition> members() {
    return members;
  }

  Definition first() {
    return members.getFirst();
  }

  Optional<Product> product() {
    return product;
  }

  int position() {
    return position;
  }

  /** The indices that all members run over outermost. */
  Set<Index> outer() {
    return outer;
  }

  /** What it defines, with the indices of each. */
  Map<Value, List<Index>> results() {
    return results;
  }

  /** What its members read, each other's results included. */
  Set<Value> reads() {
    return reads;
  }

  int cost() {
    return cost;
  }

  boolean isNest() {
    return product.isEmpty() && isNestable(first());
  }

  /** Whether all members are elementwise over the same indices. */
  boolean isElementwise() {
    return members.stream().allMatch(m -> isMap(m.operation()) && out(m.operation()).size() == outer.size());
  }

  static boolean isNestable(Definition definition) {
    return definition.operation() instanceof Comprehension || definition.operation() instanceof ArgReduce;
  }

  static boolean isMap(Operation operation) {
    return operation instanceof Comprehension c && c.over().isEmpty();
  }

  static List<Index> out(Operation operation) {
    return switch (operation) {
      case Comprehension c -> c.out();
      case ArgReduce a -> a.out();
      case Scatter s -> List.of();
      case Scan s -> List.of();
    };
  }

  static Optional<Scalar> body(Operation operation) {
    return switch (operation) {
      case Comprehension c -> Optional.of(c.body());
      case ArgReduce a -> Optional.of(a.body());
      case Scatter s -> Optional.of(s.body());
      case Scan s -> Optional.empty();
    };
  }

  static int cost(Operation operation) {
    return body(operation).map(Costs::nodes).orElse(0);
  }
}
