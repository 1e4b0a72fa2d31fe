package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out of steps what comes to nothing: where a causal mask makes a score minus infinity, its exponential is 0, and so is all
 * that it is a factor of. Products learn where their operands are 0, loops where there is nothing to add or to compute;
 * what nobody looks at then isn't computed ({@link Demand}).
 */
final class Restriction {

  /** The extent of a value, in terms of the indices that it was stored with. */
  private record Known(List<Index> at, Extent extent) {}

  private final Map<Value, Integer> writes = new HashMap<>();
  private final Map<Value, Known> known = new HashMap<>();

  private Restriction(List<Step> steps) {
    steps.forEach(this::count);
  }

  /** @param seen values that are looked at outside of the steps */
  static List<Step> apply(List<Step> steps, Set<Value> seen) {
    Restriction restriction = new Restriction(steps);
    List<Step> restricted = steps.stream().map(restriction::step).toList();
    return restriction.known.isEmpty() ? steps : Demand.apply(restricted, seen);
  }

  private void count(Step step) {
    if (step instanceof Step.Loop l) {
      l.children().forEach(this::count);
    } else {
      Steps.written(step).forEach(v -> writes.merge(v, 1, Integer::sum));
    }
  }

  private Step step(Step step) {
    return switch (step) {
      case Step.Contraction c -> contraction(c);
      case Step.Nest n -> new Step.Nest(n.outer(), n.statements().stream().map(this::statement).toList(), n.origin());
      case Step.Loop l ->
        new Step.Loop(l.index(), l.reverse(), l.children().stream().map(this::step).toList(), l.origin());
      case Step.Scatter s -> s;
      case Step.Sort s -> s;
      case Step.Copy c -> c;
    };
  }

  private Optional<Extent> extent(Scalar scalar) {
    return Extent.of(scalar, this::ofRead);
  }

  private Optional<Extent> ofRead(Scalar.Read read) {
    return Optional.ofNullable(known.get(read.tensor())).flatMap(k -> {
      Map<Index, Subscript> places = new HashMap<>();
      for (int i = 0; i < k.at().size(); i++) {
        places.put(k.at().get(i), read.at().get(i));
      }
      List<Band> bands = k.extent().within().stream().flatMap(b -> b.at(places).stream()).toList();
      return bands.isEmpty() ? Optional.empty() : Optional.of(new Extent(bands, k.extent().outside()));
    });
  }

  /** What is stored once, and as a whole, is known from there on. */
  private void learn(Store store) {
    Optional<List<Index>> at = indices(store.value(), store.at());
    boolean once = !store.kept() || writes.getOrDefault(store.value(), 0) == 1;
    if (at.isPresent() && once) {
      extent(store.body()).ifPresent(e -> known.put(store.value(), new Known(at.get(), e)));
    }
  }

  /** The indices at which a whole value is read or written. */
  static Optional<List<Index>> indices(Value value, List<Subscript> at) {
    List<Index> indices = at.stream().flatMap(s -> s.asIndex().stream()).distinct().toList();
    boolean whole = indices.size() == at.size();
    for (int i = 0; whole && i < indices.size(); i++) {
      whole = indices.get(i).size().equals(value.axes().get(i).size());
    }
    return whole ? Optional.of(indices) : Optional.empty();
  }

  private Step contraction(Step.Contraction c) {
    c.epilogue().forEach(this::learn);
    Scalar left = bare(c.left());
    Scalar right = bare(c.right());
    List<Band> within = new ArrayList<>();
    zeros(left).stream().filter(b -> c.depth().stream().anyMatch(b::mentions)).forEach(within::add);
    zeros(right).stream().filter(b -> c.depth().stream().anyMatch(b::mentions)).forEach(within::add);
    within.addAll(common(c.epilogue().stream().filter(Store::kept).map(s -> extent(s.body())).toList()));
    return c.withOperands(left, right).within(within.stream().distinct().toList());
  }

  private List<Band> zeros(Scalar operand) {
    return extent(operand).filter(e -> e.outside() == 0).map(Extent::within).orElse(List.of());
  }

  /** An operand without a choice of 0 where it is 0 anyway, so that it can be read where it lies. */
  private Scalar bare(Scalar operand) {
    return operand instanceof Scalar.Select s && s.then() instanceof Scalar.Read r && s.otherwise().equals(Scalar.ZERO)
        ? Extent.assume(operand, zeros(r))
        : operand;
  }

  /** The bands that all have. */
  private static List<Band> common(List<Optional<Extent>> extents) {
    List<Band> common = new ArrayList<>(extents.getFirst().map(Extent::within).orElse(List.of()));
    extents.forEach(e -> common.retainAll(e.map(Extent::within).orElse(List.of())));
    return common;
  }

  private Step.Statement statement(Step.Statement statement) {
    return switch (statement) {
      case Step.Statement.Map m -> map(m);
      case Step.Statement.Reduce r -> reduce(r);
      case Step.Statement.ArgReduce a -> a;
    };
  }

  private Step.Statement map(Step.Statement.Map map) {
    map.stores().forEach(this::learn);
    List<Band> common = common(map.stores().stream().map(s -> extent(s.body())).toList());
    common.removeIf(b -> map.inner().isEmpty() || !b.mentions(map.inner().getLast()));
    return common.isEmpty()
        ? map
        : new Step.Statement.Map(map.inner(), map.stores().stream().map(s -> new Store(s.value(), s.at(),
            Extent.guarded(s.body(), common, extent(s.body()).orElseThrow().outside()), s.kept())).toList());
  }

  private Step.Statement reduce(Step.Statement.Reduce reduce) {
    Optional<Double> nothing = switch (reduce.reduction()) {
      case SUM -> Optional.of(0.0);
      case MAX -> Optional.of(Double.NEGATIVE_INFINITY);
      case MIN -> Optional.of(Double.POSITIVE_INFINITY);
      case ANY, ALL -> Optional.empty();
    };
    Optional<Extent> extent = extent(reduce.body()).filter(e -> nothing.filter(n -> n == e.outside()).isPresent());
    List<Band> bands = extent.map(Extent::within).orElse(List.of()).stream()
        .filter(b -> b.mentions(reduce.over().getLast())).toList();
    return bands.isEmpty()
        ? reduce
        : new Step.Statement.Reduce(reduce.inner(), reduce.over(), reduce.reduction(), reduce.order(),
            Extent.guarded(reduce.body(), bands, extent.get().outside()), reduce.target());
  }
}
