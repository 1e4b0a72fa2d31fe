package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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

  private final Readers readers;
  private final Set<Value> needed;
  private final Map<Value, Comprehension> inlined = new HashMap<>();
  /** Contraction results, and what is elementwise in one. */
  private final Set<Value> inRegisters = new HashSet<>();
  private final List<Decision> decisions;

  Inlining(Readers readers, Set<Value> needed, List<Decision> decisions) {
    this.readers = readers;
    this.needed = needed;
    this.decisions = decisions;
  }

  /** The same values for all that is needed, by fewer definitions; the decisions say which values are kept. */
  List<Definition> rest(List<Definition> definitions) {
    List<Definition> rest = new ArrayList<>();
    for (Definition definition : definitions) {
      Definition rewritten = definition.map(Rewrite.scalars(s -> substitute(s, inlined)));
      if (!absorb(rewritten)) {
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
    boolean product = ContractionForm.of(c).isPresent();
    boolean tail = c.over().isEmpty() && readsInRegisters(c);
    if (product || tail) {
      inRegisters.add(value);
    }
    Optional<Decision.Keeping> kept = kept(c, value, tail);
    decisions.add(decision(c, value, kept));
    if (kept.isPresent()) {
      return false;
    }
    inlined.put(value, c);
    return true;
  }

  private Decision decision(Comprehension c, Value value, Optional<Decision.Keeping> kept) {
    List<Value> into = readers.of(value).stream().map(use -> use.consumer().results().getFirst()).toList();
    int operations = Costs.of(c.body());
    return kept.<Decision>map(why -> new Decision.Kept(value, why, into.size(), operations))
        .orElseGet(() -> new Decision.Inlined(value, into, operations));
  }

  /** Why a value is kept in memory, if it is. */
  private Optional<Decision.Keeping> kept(Comprehension c, Value value, boolean tail) {
    if (needed.contains(value)) {
      return Optional.of(Decision.Keeping.RESULT);
    }
    if (!c.over().isEmpty()) {
      return Optional.of(Decision.Keeping.REDUCTION);
    }
    if (readers.isReadWhole(value)) {
      return Optional.of(Decision.Keeping.READ_WHOLE);
    }
    return isWorthIt(c, value, tail) ? Optional.empty() : Optional.of(Decision.Keeping.COST);
  }

  private boolean readsInRegisters(Comprehension c) {
    List<Subscript> own = Subscript.of(c.out());
    return c.body().nodes().anyMatch(node -> node instanceof Scalar.Read r && inRegisters.contains(r.tensor())
        && r.at().size() == own.size() && own.containsAll(r.at()));
  }

  private boolean isWorthIt(Comprehension c, Value value, boolean tail) {
    List<Readers.Use> uses = readers.of(value);
    int cost = Costs.of(c.body());
    boolean once = uses.size() == 1 && uses.getFirst().reads().size() == 1;
    if (Costs.nodes(c.body()) > LIMIT || uses.stream().anyMatch(u -> !accepts(u, c, value))) {
      return false;
    }
    if (tail) {
      return once && Group.isMap(uses.getFirst().consumer().operation()) && !spreads(uses.getFirst());
    }
    boolean spreads = uses.stream().anyMatch(this::spreads);
    int reads = c.body().reads().size();
    return cost == 0 || once && (!spreads || cost <= 1)
        || !spreads && (cost <= CHEAP && reads <= 1 || reads == 0 && cost <= CHEAP_WITHOUT_READS);
  }

  /** Whether the reader evaluates an element several times, for indices that the element doesn't depend on. */
  private boolean spreads(Readers.Use use) {
    List<Index> all = use.consumer().operation().domain();
    return use.reads().stream().anyMatch(r -> {
      Set<Index> seen = new HashSet<>();
      r.at().forEach(s -> seen.addAll(s.indices()));
      return !seen.containsAll(all);
    });
  }

  /** A contraction accepts what leaves it one, with an operand that is read in place. */
  private boolean accepts(Readers.Use use, Comprehension producer, Value value) {
    if (!(use.consumer().operation() instanceof Comprehension c) || ContractionForm.of(c).isEmpty()) {
      return true;
    }
    Map<Value, Comprehension> one = new HashMap<>(inlined);
    one.put(value, producer);
    Comprehension with = c.with(substitute(c.body(), one));
    Optional<ContractionForm> product = ContractionForm.of(with);
    return product.isPresent() && ContractionForm.isPlain(product.get().left()) && Costs.of(product.get().right()) <= 8;
  }

  private static Scalar substitute(Scalar scalar, Map<Value, Comprehension> bodies) {
    if (!(scalar instanceof Scalar.Read r) || !bodies.containsKey(r.tensor())) {
      return scalar.mapChildren(s -> substitute(s, bodies));
    }
    return bodies.get(r.tensor()).bodyAt(r.at());
  }
}
