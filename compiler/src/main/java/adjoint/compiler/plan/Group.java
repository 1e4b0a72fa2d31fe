package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Nestable;
import adjoint.compiler.graph.Subscript;
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

  /**
   * A definition in a kernel.
   *
   * @param at where each element of its indices stands in the result: a piece of a value has constants among them
   */
  record Member(Definition definition, List<Subscript> at) {

    static Member of(Definition definition) {
      return new Member(definition, Subscript.of(definition.operation().out()));
    }

    /** Whether it defines its whole result. */
    boolean isWhole() {
      return at.equals(Subscript.of(definition.operation().out()));
    }
  }

  private final List<Member> members = new ArrayList<>();
  private final Optional<ContractionForm> product;
  private final int position;
  private final Map<Value, List<Index>> results = new LinkedHashMap<>();
  private final Set<Value> defines = new LinkedHashSet<>();
  private final Set<Value> reads = new LinkedHashSet<>();
  private Set<Index> outer;
  private int cost;

  /**
   * @param first a scan, a scatter, a contraction, or what begins a nest
   * @param product how the first one is a contraction
   * @param position in the program; decides the order of independent groups
   */
  Group(Member first, Optional<ContractionForm> product, int position) {
    this.product = product;
    this.position = position;
    this.outer = new LinkedHashSet<>(first.definition().operation().out());
    add(first, outer);
  }

  void add(Member member, Set<Index> commonOuter) {
    members.add(member);
    Operation operation = member.definition().operation();
    reads.addAll(operation.operands());
    outer = commonOuter;
    cost += cost(operation);
    for (Value result : member.definition().results()) {
      defines.add(result);
      if (member.isWhole()) {
        results.put(result, operation.out());
      }
    }
  }

  List<Member> members() {
    return members;
  }

  Definition first() {
    return members.getFirst().definition();
  }

  /** Everything that it defines, also what it defines a piece of. */
  Set<Value> defines() {
    return defines;
  }

  Optional<ContractionForm> product() {
    return product;
  }

  int position() {
    return position;
  }

  /** The indices that all members run over outermost. */
  Set<Index> outer() {
    return outer;
  }

  /** What it defines as a whole, with the indices of each. */
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
    return members.stream().map(m -> m.definition().operation())
        .allMatch(o -> isMap(o) && o.out().size() == outer.size());
  }

  static boolean isNestable(Definition definition) {
    return definition.operation() instanceof Nestable;
  }

  static boolean isMap(Operation operation) {
    return operation instanceof Comprehension c && c.isMap();
  }

  static int cost(Operation operation) {
    return operation.scalars().stream().mapToInt(Costs::nodes).sum();
  }
}
