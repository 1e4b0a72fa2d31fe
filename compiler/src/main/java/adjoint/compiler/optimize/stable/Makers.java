package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the values in an expression are made, for rules that span several definitions; and what a rule makes besides. */
final class Makers {

  private final GraphBuilder fresh;
  private final Set<Value> fixed;
  private final Map<Value, Comprehension> known = new HashMap<>();
  private List<Definition> made = new ArrayList<>();
  private final Set<StableForm> used = new LinkedHashSet<>();
  private Origin origin = Origin.NONE;

  /** @param fixed values that no rule looks behind, since something is differentiated by them */
  Makers(GraphBuilder fresh, Set<Value> fixed) {
    this.fresh = fresh;
    this.fixed = fixed;
  }

  void know(Definition definition) {
    if (definition.operation() instanceof Comprehension c && !fixed.contains(definition.result())) {
      known.put(definition.result(), c);
    }
  }

  /** What rules make from now on belongs before a definition of this origin; none has been used for it yet. */
  List<Definition> making(Origin of) {
    origin = of;
    used.clear();
    made = new ArrayList<>();
    return made;
  }

  void use(StableForm rule) {
    used.add(rule);
  }

  /** The rules used for the definition at hand. */
  List<StableForm> used() {
    return List.copyOf(used);
  }

  /** The expression that an element is made by, as far back as elements are made one by one. */
  Scalar behind(Scalar scalar) {
    Optional<Comprehension> map = read(scalar).map(r -> known.get(r.tensor())).filter(Comprehension::isMap);
    return map.isPresent() ? behind(map.get().bodyAt(((Scalar.Read) scalar).at())) : scalar;
  }

  /** The application of a function that an element is made by. */
  Optional<Scalar.Apply> behind(Scalar scalar, ScalarFunction function) {
    return behind(scalar) instanceof Scalar.Apply a && a.function() == function ? Optional.of(a) : Optional.empty();
  }

  /** The exponent, of what is made by exp. */
  Optional<Scalar> exponent(Scalar scalar) {
    return behind(scalar, ScalarFunction.EXP).map(a -> a.arguments().getFirst());
  }

  /** An element of a sum, and the sum. */
  record Sum(Scalar.Read element, Comprehension sum) {}

  /** The sum that an element is. */
  Optional<Sum> sum(Scalar scalar) {
    return reduction(scalar, Reduction.SUM);
  }

  /** The largest that an element is. */
  boolean isMaximum(Scalar scalar) {
    return reduction(scalar, Reduction.MAX).isPresent();
  }

  private Optional<Sum> reduction(Scalar scalar, Reduction reduction) {
    return read(behind(scalar)).flatMap(r -> Optional.ofNullable(known.get(r.tensor()))
        .filter(c -> !c.isMap() && c.reduction() == reduction).map(c -> new Sum(r, c)));
  }

  private static Optional<Scalar.Read> read(Scalar scalar) {
    return scalar instanceof Scalar.Read r ? Optional.of(r) : Optional.empty();
  }

  /** Reduces what the body says of fresh indices for those of a reduction, for each element of it. */
  Value reduce(String name, Comprehension like, Reduction reduction, Scalar body) {
    Map<Index, Subscript> places = new HashMap<>();
    List<Index> out = renewed(like.out(), places);
    List<Index> over = renewed(like.over(), places);
    return define(name, new Comprehension(out, over, reduction, body.substitute(places)));
  }

  /** A number for each setting of these indices. */
  Value each(String name, List<Index> indices, Scalar body) {
    Map<Index, Subscript> places = new HashMap<>();
    List<Index> out = renewed(indices, places);
    return define(name, Comprehension.map(out, body.substitute(places)));
  }

  private List<Index> renewed(List<Index> indices, Map<Index, Subscript> places) {
    List<Index> renewed = new ArrayList<>();
    for (Index index : indices) {
      renewed.add(fresh.index(index.axis()));
      places.put(index, Subscript.of(renewed.getLast()));
    }
    return renewed;
  }

  private Value define(String name, Comprehension operation) {
    Value value = fresh.value(name, operation.results().getFirst().element(), operation.results().getFirst().axes());
    Definition definition = new Definition(List.of(value), operation, origin);
    made.add(definition);
    know(definition);
    return value;
  }
}
