package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Decision.Boundary;
import adjoint.compiler.plan.Decision.Boundary.Misfit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which definitions become one kernel. Greedy, in topological order: a definition joins the kernel of something that it
 * reads (or that reads the same) where the indices agree and no other kernel must run in between; each refusal is
 * noted.
 */
final class Grouping {

  /** The code of one nest, and what an epilogue may hold, in {@link Costs#nodes}. */
  private static final int NEST_LIMIT = 160;
  private static final int EPILOGUE_LIMIT = 60;
  private static final Comparator<Group> LATEST_FIRST = Comparator.comparingInt(Group::position).reversed();

  private final boolean fuse;
  private final GraphBuilder fresh;
  private final List<Decision> decisions;
  private final List<Group> groups = new ArrayList<>();
  /** By value; several for one in pieces. */
  private final Map<Value, Set<Group>> definers = new HashMap<>();
  private final Map<Value, Set<Group>> readers = new HashMap<>();
  private final Precedence precedence = new Precedence();

  private Grouping(boolean fuse, GraphBuilder fresh, List<Decision> decisions) {
    this.fuse = fuse;
    this.fresh = fresh;
    this.decisions = decisions;
  }

  static List<Group> of(List<Definition> definitions, boolean fuse, GraphBuilder fresh, List<Decision> decisions) {
    Grouping grouping = new Grouping(fuse, fresh, decisions);
    definitions.forEach(grouping::place);
    return grouping.groups;
  }

  private void place(Definition original) {
    List<Group.Member> pieces = fuse ? SplitByGuards.of(original) : List.of();
    if (pieces.isEmpty()) {
      place(Group.Member.of(original));
    } else {
      decisions.add(new Decision.InPieces(original.results().getFirst(), pieces.size()));
      pieces.forEach(this::place);
    }
  }

  private void place(Group.Member original) {
    Group.Member member = refreshed(original);
    Definition definition = member.definition();
    Optional<ContractionForm> product =
        definition.operation() instanceof Comprehension c ? ContractionForm.of(c) : Optional.empty();
    if (fuse && product.isEmpty() && Group.isNestable(definition)) {
      for (Group candidate : candidates(member)) {
        if (join(candidate, member)) {
          index(definition, candidate);
          return;
        }
      }
    }
    Group group = new Group(member, product, groups.size());
    product.ifPresent(p -> decisions.add(new Decision.Contracted(definition.results().getFirst(), p.toString())));
    groups.add(group);
    index(definition, group);
  }

  private void index(Definition definition, Group group) {
    definition.results().forEach(value -> definers.computeIfAbsent(value, v -> new LinkedHashSet<>()).add(group));
    for (Value value : definition.operation().operands()) {
      readers.computeIfAbsent(value, v -> new LinkedHashSet<>()).add(group);
      definers.getOrDefault(value, Set.of()).stream().filter(g -> g != group).forEach(g -> precedence.add(g, group));
    }
  }

  /** The kernels of what it reads, the latest first; then those that read the same. */
  private List<Group> candidates(Group.Member member) {
    NavigableSet<Group> producers = new TreeSet<>(LATEST_FIRST);
    NavigableSet<Group> siblings = new TreeSet<>(LATEST_FIRST);
    for (Value operand : member.definition().operation().operands()) {
      definers.getOrDefault(operand, Set.of()).stream()
          .filter(g -> hasRoom(g) && g.results().containsKey(operand) && (g.isNest() || g.product().isPresent()))
          .forEach(producers::add);
      if (operand.rank() > 0) {
        readers.getOrDefault(operand, Set.of()).stream()
            .filter(g -> hasRoom(g) && g.isNest()).forEach(siblings::add);
      }
    }
    siblings.removeAll(producers);
    return Stream.concat(producers.stream(), siblings.stream()).toList();
  }

  private static int limit(Group group) {
    return group.isNest() ? NEST_LIMIT : EPILOGUE_LIMIT;
  }

  /** Whether anything at all could join. */
  private static boolean hasRoom(Group group) {
    return group.cost() < limit(group);
  }

  private boolean join(Group group, Group.Member member) {
    Alignment alignment = Alignment.of(group, member.definition());
    Group.Member renamed = rename(member, alignment.renaming());
    Optional<Boundary> refusal = refusal(group, renamed.definition(), alignment.outer());
    if (refusal.isPresent()) {
      decisions.add(new Decision.Apart(member.definition().results().getFirst(), group.first().results().getFirst(),
          refusal.get()));
      return false;
    }
    group.add(renamed, alignment.outer());
    return true;
  }

  private Optional<Boundary> refusal(Group group, Definition renamed, Set<Index> outer) {
    Operation operation = renamed.operation();
    if (group.cost() + Group.cost(operation) > limit(group)) {
      return Optional.of(Misfit.TOO_LARGE);
    }
    for (Value operand : operation.operands()) {
      boolean inPieces = group.defines().contains(operand) && !group.results().containsKey(operand);
      boolean between = definers.getOrDefault(operand, Set.of()).stream()
          .anyMatch(needed -> needed != group && precedence.requires(needed, group));
      if (inPieces || between) {
        return Optional.of(new Boundary.NeededBefore(operand));
      }
    }
    if (group.results().keySet().stream()
        .anyMatch(v -> operation.scalars().stream().anyMatch(s -> Steps.isTable(s, v)))) {
      return Optional.of(Misfit.LOOKS_UP);
    }
    return group.isNest() ? nestRefusal(group, operation, outer) : epilogueRefusal(group, operation);
  }

  private static Optional<Boundary> epilogueRefusal(Group group, Operation operation) {
    List<Index> out = operation.out();
    boolean same = Group.isMap(operation) && out.size() == group.outer().size() && group.outer().containsAll(out);
    boolean inPlace = same && readsAtOwnPlace(group, operation);
    return inPlace ? Optional.empty() : Optional.of(Misfit.NOT_ELEMENTWISE);
  }

  private static boolean readsAtOwnPlace(Group group, Operation operation) {
    return group.results().entrySet().stream().allMatch(e -> operation.scalars().stream()
        .allMatch(s -> Steps.readsOnlyAt(s, e.getKey(), Subscript.of(e.getValue()))));
  }

  private static Optional<Boundary> nestRefusal(Group group, Operation operation, Set<Index> outer) {
    boolean elementwise = group.isElementwise() && Group.isMap(operation) && operation.out().size() == outer.size()
        && outer.size() == group.outer().size();
    if (elementwise) {
      boolean alike = outer.isEmpty()
          || operation.out().getLast().equals(group.first().operation().out().getLast());
      return alike && readsAtOwnPlace(group, operation) ? Optional.empty() : Optional.of(Misfit.OTHER_LAYOUT);
    }
    if (outer.isEmpty()) {
      boolean scalar = operation.out().isEmpty() && group.results().values().stream().allMatch(List::isEmpty);
      return scalar ? Optional.empty() : Optional.of(Misfit.NO_COMMON_INDEX);
    }
    boolean crosses = crossesLanes(operation, outer)
        || group.members().stream().anyMatch(m -> crossesLanes(m.definition().operation(), outer));
    boolean rows = group.members().stream().anyMatch(m -> isRow(m.definition().operation(), outer))
        || isRow(operation, outer);
    return crosses || !rows ? Optional.of(Misfit.ALONG_THE_LANES) : Optional.empty();
  }

  /** Whether it does something along further indices for each setting of the outer ones. */
  private static boolean isRow(Operation operation, Set<Index> outer) {
    return !Group.isMap(operation) || operation.out().size() > outer.size();
  }

  /** Whether running the outer indices outside would take the lanes from it. */
  private static boolean crossesLanes(Operation operation, Set<Index> outer) {
    return switch (operation) {
      case Comprehension c when c.over().isEmpty() ->
        c.out().size() > outer.size() && outer.contains(c.out().getLast());
      case Comprehension c -> Reductions.of(c.out(), c.over(), c.body()).order() == Step.Order.CHAIN
          && !c.out().isEmpty() && outer.contains(c.out().getLast());
      case ArgReduce a -> false;
      case Operation.Scatter s -> true;
      case Operation.Order o -> true;
      case Operation.Scan s -> true;
    };
  }

  /** With indices of its own, so that renaming some can't touch another definition's. */
  private Group.Member refreshed(Group.Member member) {
    Map<Index, Index> renaming = new LinkedHashMap<>();
    if (Group.isNestable(member.definition())) {
      member.definition().operation().bound().forEach(i -> renaming.put(i, fresh.index(i.name(), i.size())));
    }
    return rename(member, renaming);
  }

  private static Group.Member rename(Group.Member member, Map<Index, Index> renaming) {
    UnaryOperator<Index> name = i -> renaming.getOrDefault(i, i);
    return new Group.Member(member.definition().map(Rewrite.indices(name)),
        member.at().stream().map(s -> s.map(i -> Subscript.of(name.apply(i)), UnaryOperator.identity())).toList());
  }
}
