package adjoint.compiler.gradient;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a flow, which says where each number goes, into an operation that says for each place of the target what
 * arrives
 * there: a comprehension where the read's subscripts can be solved, a scatter where they are looked up.
 */
final class Inversion {

  private final GraphBuilder graph;

  Inversion(GraphBuilder graph) {
    this.graph = graph;
  }

  /** What arrives at each place of the target, and where that may be anything but 0. */
  record Gather(Operation.Comprehension operation, Support support) {

    List<Index> over() {
      return operation.over();
    }
  }

  /** A comprehension, or nothing where a lookup would have to be searched. */
  Optional<Gather> gather(Flow flow) {
    List<Index> out = graph.indices(flow.target().axes());
    List<Equation> equations = new ArrayList<>();
    for (int axis = 0; axis < out.size(); axis++) {
      equations.add(new Equation(flow.at().get(axis), Subscript.of(out.get(axis))));
    }
    Solver solver = new Solver(graph, flow.variables(), equations);
    if (!solver.solve()) {
      return Optional.empty();
    }
    Map<Index, Subscript> places = new HashMap<>(solver.solution());
    List<Index> over = new ArrayList<>();
    for (Index index : solver.remaining()) {
      Index fresh = graph.index(index.axis());
      over.add(fresh);
      places.put(index, Subscript.of(fresh));
    }
    places.replaceAll((index, place) -> place.substitute(places));
    List<Guard> guards = new ArrayList<>();
    for (Scalar condition : solver.conditions()) {
      guards.addAll(needed(Guard.of(condition.substitute(places), true)));
    }
    List<Guard> support = new ArrayList<>(guards);
    made(flow).forEach(g -> guards.addAll(needed(g.map(c -> c.substitute(places)))));
    flow.support().forEach(g -> support.addAll(needed(g.map(c -> c.substitute(places)))));
    Scalar body = Guards.around(flow.arriving().map(a -> a.substitute(places)), guards, out, over);
    return Optional.of(new Gather(new Operation.Comprehension(out, over, Operation.Reduction.SUM, body),
        Support.of(out, support, over)));
  }

  private List<Guard> made(Flow flow) {
    return flow.guards().stream().map(g -> g.made(graph, flow.variables())).toList();
  }

  /** The parts of a guard that can't be shown to hold. */
  private static List<Guard> needed(Guard guard) {
    if (guard.holds() && guard.some().isEmpty() && guard.condition() instanceof Scalar.Apply a
        && a.function() == ScalarFunction.AND) {
      List<Guard> parts = new ArrayList<>();
      a.arguments().forEach(c -> parts.addAll(needed(guard.map(whole -> c))));
      return parts;
    }
    boolean shown = Position.decide(guard.condition(), Map.of()).equals(Optional.of(guard.holds()));
    return shown ? List.of() : List.of(guard);
  }

  /** The flow as an accumulation at looked-up places; `sum` first adds up what goes to the same place by its nature. */
  Operation.Scatter scatter(Flow flow, Summation sum) {
    Set<Index> placed = new LinkedHashSet<>();
    flow.at().forEach(s -> placed.addAll(s.indices()));
    List<Index> kept = flow.variables().stream().filter(placed::contains).toList();
    List<Index> summed = flow.variables().stream().filter(v -> !placed.contains(v)).toList();
    Scalar body = Guards.around(flow.arriving(), made(flow), kept, summed);
    if (!summed.isEmpty()) {
      body = sum.define(kept, summed, body);
    }
    Map<Index, Subscript> places = new HashMap<>();
    List<Index> over = kept.stream().map(i -> graph.index(i.axis())).toList();
    for (int i = 0; i < over.size(); i++) {
      places.put(kept.get(i), Subscript.of(over.get(i)));
    }
    List<Subscript> at = new ArrayList<>();
    List<Axis> axes = flow.target().axes();
    for (int axis = 0; axis < axes.size(); axis++) {
      Subscript place = flow.at().get(axis).substitute(places);
      at.add(flow.guards().isEmpty() ? place : wrapped(place, axes.get(axis)));
    }
    return new Operation.Scatter(graph.indices(axes), over, List.copyOf(at), body.substitute(places));
  }

  /** Defines `Σ body` over some of its variables and reads it at the others. */
  @FunctionalInterface
  interface Summation {
    Scalar define(List<Index> kept, List<Index> summed, Scalar body);
  }

  /** A place that may lie outside where its guard fails, and then receives a 0: turned into some place inside. */
  private static Subscript wrapped(Subscript place, Axis axis) {
    Subscript sum = Subscript.of(place.offset());
    for (Subscript.Term term : place.terms()) {
      Subscript.Atom atom = term.atom() instanceof Subscript.Lookup l ? wrapped(l) : term.atom();
      sum = sum.plus(Subscript.of(atom).times(term.coefficient()));
    }
    return Bounds.provablyWithin(sum, axis.size()) ? sum : sum.modulo(axis.size());
  }

  private static Subscript.Lookup wrapped(Subscript.Lookup lookup) {
    List<Subscript> at = new ArrayList<>();
    for (int axis = 0; axis < lookup.at().size(); axis++) {
      at.add(wrapped(lookup.at().get(axis), lookup.table().axes().get(axis)));
    }
    return new Subscript.Lookup(lookup.table(), List.copyOf(at));
  }
}
