package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
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
 * Where products and maps are looked at: only where all choices that they are read in take them, which may be choices of what
 * is looked at in part itself.
 */
final class Demand {

  /** A read and the bands in which it is evaluated. */
  private record Look(Scalar.Read read, List<Band> within) {}

  private final Map<Value, List<Look>> looks = new HashMap<>();
  private final Set<Value> seen;

  private Demand(Set<Value> seen) {
    this.seen = new HashSet<>(seen);
  }

  /** @param seen values that are looked at outside of the steps */
  static List<Step> apply(List<Step> steps, Set<Value> seen) {
    Demand demand = new Demand(seen);
    steps.forEach(demand::collect);
    List<Step> restricted = steps.stream().map(demand::restricted).toList();
    return restricted.equals(steps) ? steps : apply(restricted, seen);
  }

  private void collect(Step step) {
    switch (step) {
      case Step.Loop l -> l.children().forEach(this::collect);
      case Step.Contraction c -> bodies(c);
      case Step.Nest n -> bodies(n);
      case Step.Scatter s -> seen.addAll(Steps.read(s));
      case Step.Sort s -> seen.addAll(Steps.read(s));
      case Step.Copy c -> seen.addAll(List.of(c.from(), c.to()));
    }
  }

  private void bodies(Step step) {
    Steps.bodies(step).forEach(body -> collect(body, List.of()));
  }

  private void collect(Scalar scalar, List<Band> within) {
    scalar.subscripts().forEach(s -> seen.addAll(s.tables()));
    if (scalar instanceof Scalar.Read r) {
      looks.computeIfAbsent(r.tensor(), v -> new ArrayList<>()).add(new Look(r, within));
    } else if (scalar instanceof Scalar.Select s) {
      collect(s.condition(), within);
      collect(s.then(), joined(within, Band.of(s.condition())));
      collect(s.otherwise(), joined(within, Band.ofNot(s.condition())));
    } else {
      scalar.children().forEach(c -> collect(c, within));
    }
  }

  private static List<Band> joined(List<Band> a, List<Band> b) {
    return Stream.concat(a.stream(), b.stream()).distinct().toList();
  }

  private Step restricted(Step step) {
    return switch (step) {
      case Step.Contraction c -> c.within(joined(c.within(), bands(c.epilogue())));
      case Step.Loop l -> new Step.Loop(l.index(), l.reverse(), l.children().stream().map(this::restricted).toList(),
          l.origin());
      case Step.Nest n -> new Step.Nest(n.outer(), n.statements().stream().map(this::restricted).toList(), n.origin());
      case Step.Scatter s -> s;
      case Step.Sort s -> s;
      case Step.Copy c -> c;
    };
  }

  private Step.Statement restricted(Step.Statement statement) {
    return switch (statement) {
      case Step.Statement.Map m -> new Step.Statement.Map(m.inner(), restricted(m));
      case Step.Statement.Reduce r -> r;
      case Step.Statement.ArgReduce a -> a;
    };
  }

  /** Stores with 0 where nobody looks, as far as that is along their loop. */
  private List<Store> restricted(Step.Statement.Map map) {
    List<Band> along = bands(map.stores()).stream()
        .filter(b -> !map.inner().isEmpty() && b.mentions(map.inner().getLast())).toList();
    boolean chosen = map.stores().stream().allMatch(s -> s.body() instanceof Scalar.Select);
    boolean real = map.stores().stream().allMatch(s -> s.value().element() == Element.REAL);
    return along.isEmpty() || chosen || !real
        ? map.stores()
        : map.stores().stream().map(s -> s.kept()
            ? new Store(s.value(), s.at(), Extent.guarded(s.body(), along, 0), true)
            : s).toList();
  }

  /** The bands in which all that is stored is looked at. */
  private List<Band> bands(List<Store> stores) {
    Optional<List<Band>> common = Optional.empty();
    for (Store store : stores) {
      if (store.kept()) {
        List<Band> own = bands(store);
        common = Optional.of(common.map(all -> all.stream().filter(own::contains).toList()).orElse(own));
      }
    }
    return common.orElse(List.of());
  }

  private List<Band> bands(Store store) {
    Optional<List<Index>> at = Restriction.indices(store.value(), store.at());
    if (at.isEmpty() || seen.contains(store.value()) || !looks.containsKey(store.value())) {
      return List.of();
    }
    return looks.get(store.value()).stream().map(look -> bands(look, at.get()))
        .reduce((a, b) -> a.stream().filter(b::contains).toList()).orElseThrow();
  }

  /** The bands of a read in terms of the indices that the value was stored with. */
  private static List<Band> bands(Look look, List<Index> at) {
    Map<Index, Subscript> places = new HashMap<>();
    List<Index> own = Restriction.indices(look.read().tensor(), look.read().at()).orElse(List.of());
    for (int i = 0; i < own.size(); i++) {
      places.put(own.get(i), Subscript.of((Subscript.Atom) at.get(i)));
    }
    return look.within().stream().filter(b -> places.containsKey(b.plus()) && places.containsKey(b.minus()))
        .flatMap(b -> b.at(places).stream()).toList();
  }
}
