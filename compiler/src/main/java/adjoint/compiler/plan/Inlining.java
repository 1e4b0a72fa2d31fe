package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes elementwise values into what reads them: those that are read once, and those that cost less to compute again
 * than to keep (positions, masks, draws). What can be made while a contraction's result is still in registers stays
 * for its epilogue. Reductions are never written anywhere.
 */
final class Inlining {

  /** What may be computed at several places instead of being kept. */
  private static final int CHEAP = 2;
  /** The same for what reads no memory. */
  private static final int CHEAP_WITHOUT_READS = 16;
  /** The largest expression that comes about. */
  private static final int LIMIT = 80;

  private final Uses uses;
  private final Set<Value> needed;
  private final Map<Value, Comprehension> inlined = new HashMap<>();
  /** Contraction results, and what is elementwise in one. */
  private final Set<Value> inRegisters = new HashSet<>();

  private final List<String> notes;

  private Inlining(Uses uses, Set<Value> needed, List<String> notes) {
    this.uses = uses;
    this.needed = needed;
    this.notes = notes;
  }

  /** The same values for all that is needed, by fewer definitions; it is noted which values that has a name are kept. */
  static List<Definition> of(List<Definition> definitions, Set<Value> needed, List<String> notes) {
    List<Definition> live = Uses.live(Signs.shared(definitions), needed);
    Inlining inlining = new Inlining(Uses.of(live), needed, notes);
    List<Definition> rest = new ArrayList<>();
    for (Definition definition : live) {
      Definition rewritten = inlining.rewritten(definition);
      if (!inlining.absorb(rewritten)) {
        rest.add(rewritten);
      }
    }
    return rest;
  }

  private boolean absorb(Definition definition) {
    if (!(definition.operation() instanceof Comprehension c)) {
      return false;
    }
    Value value = definition.results().getFirst();
    boolean product = Product.of(c).isPresent();
    boolean tail = c.over().isEmpty() && readsInRegisters(c);
    if (product || tail) {
      inRegisters.add(value);
    }
    Optional<String> kept = kept(c, value, tail);
    note(value, kept.map(why -> "kept, " + why).orElseGet(() -> recomputed(c, value)));
    if (kept.isPresent()) {
      return false;
    }
    inlined.put(value, c);
    return true;
  }

  private void note(Value value, String words) {
    if (!value.name().isEmpty()) {
      notes.add(value.name() + ": " + words);
    }
  }

  /** Why a value is kept in memory, if it is. */
  private Optional<String> kept(Comprehension c, Value value, boolean tail) {
    if (needed.contains(value)) {
      return Optional.of("as a result");
    }
    if (!c.over().isEmpty()) {
      return Optional.of("since a reduction is computed once");
    }
    if (uses.isReadWhole(value)) {
      return Optional.of("since it is read as a whole");
    }
    return isWorthIt(c, value, tail)
        ? Optional.empty()
        : Optional.of("since " + readers(value) + " and computing it takes " + operations(c));
  }

  private String recomputed(Comprehension c, Value value) {
    return "not kept, computed where it is read: " + readers(value) + " and it takes " + operations(c);
  }

  private static String operations(Comprehension c) {
    return Words.count(Costs.of(c.body()), "operation");
  }

  private String readers(Value value) {
    int readers = uses.of(value).size();
    return readers == 1 ? "one kernel reads it" : readers + " kernels read it";
  }

  private boolean readsInRegisters(Comprehension c) {
    boolean[] found = {false};
    List<Subscript> own = Subscript.of(c.out());
    Steps.eachRead(c.body(), r -> found[0] |= inRegisters.contains(r.tensor()) && r.at().size() == own.size()
        && own.containsAll(r.at()), v -> {});
    return found[0];
  }

  private boolean isWorthIt(Comprehension c, Value value, boolean tail) {
    List<Uses.Use> readers = uses.of(value);
    int cost = Costs.of(c.body());
    boolean once = readers.size() == 1 && readers.getFirst().reads().size() == 1;
    if (Costs.nodes(c.body()) > LIMIT || readers.stream().anyMatch(u -> !accepts(u, c, value))) {
      return false;
    }
    if (tail) {
      return once && Group.isMap(readers.getFirst().consumer().operation()) && !spreads(readers.getFirst());
    }
    boolean spreads = readers.stream().anyMatch(this::spreads);
    int reads = c.body().reads().size();
    return cost == 0 || once && (!spreads || cost <= 1)
        || !spreads && (cost <= CHEAP && reads <= 1 || reads == 0 && cost <= CHEAP_WITHOUT_READS);
  }

  /** Whether the reader evaluates an element several times, for indices that the element doesn't depend on. */
  private boolean spreads(Uses.Use use) {
    Set<Index> all = new HashSet<>(Group.out(use.consumer().operation()));
    switch (use.consumer().operation()) {
      case Comprehension c -> all.addAll(c.over());
      case ArgReduce a -> all.add(a.over());
      case Operation.Scatter s -> all.addAll(s.over());
      case Operation.Scan s -> {}
    }
    return use.reads().stream().anyMatch(r -> {
      Set<Index> seen = new HashSet<>();
      r.at().forEach(s -> seen.addAll(s.indices()));
      return !seen.containsAll(all);
    });
  }

  /** A contraction accepts what leaves it one, with an operand that is read in place. */
  private boolean accepts(Uses.Use use, Comprehension producer, Value value) {
    if (!(use.consumer().operation() instanceof Comprehension c) || Product.of(c).isEmpty()) {
      return true;
    }
    Map<Value, Comprehension> one = new HashMap<>(inlined);
    one.put(value, producer);
    Comprehension with = new Comprehension(c.out(), c.over(), c.reduction(), substitute(c.body(), one));
    Optional<Product> product = Product.of(with);
    return product.isPresent() && Product.isPlain(product.get().left()) && Costs.of(product.get().right()) <= 8;
  }

  private Definition rewritten(Definition definition) {
    Operation operation = switch (definition.operation()) {
      case Comprehension c ->
        new Comprehension(c.out(), c.over(), c.reduction(), substitute(c.body(), inlined));
      case ArgReduce a -> new ArgReduce(a.largest(), a.out(), a.over(), substitute(a.body(), inlined));
      case Operation.Scatter s -> s;
      case Operation.Scan s -> s;
    };
    return new Definition(definition.results(), operation, definition.origin());
  }

  private static Scalar substitute(Scalar scalar, Map<Value, Comprehension> bodies) {
    if (!(scalar instanceof Scalar.Read r) || !bodies.containsKey(r.tensor())) {
      return scalar.mapChildren(s -> substitute(s, bodies));
    }
    Comprehension producer = bodies.get(r.tensor());
    Map<Index, Subscript> places = new LinkedHashMap<>();
    for (int i = 0; i < producer.out().size(); i++) {
      places.put(producer.out().get(i), r.at().get(i));
    }
    return producer.body().substitute(places);
  }
}
