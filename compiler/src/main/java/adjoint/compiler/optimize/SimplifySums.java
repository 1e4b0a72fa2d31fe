package adjoint.compiler.optimize;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sums that needn't be: a body that doesn't depend on the index is taken times its size, a factor that doesn't depend
 * on
 * it leaves the sum, and `Σᵢ (i == e ? f(i) : 0)` is `f(e)`; an index
 * of size 1 is 0, and what a result doesn't depend on isn't computed for each.
 */
public final class SimplifySums implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    Facts facts = Facts.of(graph);
    return graph.replace(
        d -> d.operation() instanceof Operation.Comprehension c && !c.over().isEmpty()
            ? simplify(d, c, fresh, facts)
            : List.of(d));
  }

  private static List<Definition> simplify(Definition definition, Operation.Comprehension c, GraphBuilder fresh,
      Facts facts) {
    Operation.Comprehension smaller = overNothing(overOne(c));
    while (smaller.reduction() == Operation.Reduction.SUM && oneHot(smaller, facts).isPresent()) {
      smaller = oneHot(smaller, facts).get();
    }
    boolean factors = smaller.reduction() == Operation.Reduction.SUM && !smaller.over().isEmpty();
    if (!smaller.over().isEmpty() && !smaller.body().indices().containsAll(smaller.out())) {
      return narrowed(definition, smaller, fresh);
    }
    return factors ? factored(definition, smaller, fresh) : List.of(definition.with(smaller));
  }

  /** Without the indices that are always 0. */
  private static Operation.Comprehension overOne(Operation.Comprehension c) {
    Map<Index, Subscript> zero = new HashMap<>();
    c.over().stream().filter(i -> i.size().is(1)).forEach(i -> zero.put(i, Subscript.ZERO));
    boolean boolResult = c.reduction() == Operation.Reduction.ANY || c.reduction() == Operation.Reduction.ALL;
    if (zero.isEmpty() || boolResult && zero.size() == c.over().size()) {
      return c;
    }
    List<Index> over = c.over().stream().filter(i -> !zero.containsKey(i)).toList();
    return over.isEmpty()
        ? Operation.Comprehension.map(c.out(), c.body().substitute(zero))
        : new Operation.Comprehension(c.out(), over, c.reduction(), c.body().substitute(zero));
  }

  /** Without the indices that the body doesn't depend on. */
  private static Operation.Comprehension overNothing(Operation.Comprehension c) {
    Set<Index> used = c.body().indices();
    List<Index> kept = c.over().stream().filter(used::contains).toList();
    Scalar body = c.body();
    for (Index index : c.over()) {
      boolean counts = !used.contains(index) && c.reduction() == Operation.Reduction.SUM;
      body = counts ? Arithmetic.multiply(body, new Scalar.SizeOf(index.size())) : body;
    }
    return kept.isEmpty()
        ? Operation.Comprehension.map(c.out(), body)
        : new Operation.Comprehension(c.out(), kept, c.reduction(), body);
  }

  /** The sum without one index, if a factor of the body is 0 but at one place of it. */
  private static Optional<Operation.Comprehension> oneHot(Operation.Comprehension c, Facts facts) {
    for (Scalar factor : factors(c.body())) {
      if (factor instanceof Scalar.Select s && Arithmetic.is(s.otherwise(), 0)) {
        List<Scalar> conditions = DecideConditions.conjuncts(s.condition());
        for (Scalar condition : conditions) {
          Optional<Place> place = place(condition, c.over());
          if (place.isPresent()) {
            List<Scalar> others = conditions.stream().filter(o -> o != condition).toList();
            return Optional.of(collapse(c, s, others, place.get(), facts));
          }
        }
      }
    }
    return Optional.empty();
  }

  private record Place(Index index, Subscript position) {}

  /** `i == e` solved for an index of the sum, if `e` doesn't contain it. */
  private static Optional<Place> place(Scalar condition, List<Index> over) {
    if (!(condition instanceof Scalar.Apply a) || a.function() != ScalarFunction.EQ) {
      return Optional.empty();
    }
    Optional<Subscript> difference = Position.difference(a);
    for (Index index : over) {
      Size coefficient = difference.map(d -> d.coefficient(index)).orElse(Size.ZERO);
      if (coefficient.is(1) || coefficient.is(-1)) {
        Subscript rest = difference.get().minus(Subscript.of(index).times(coefficient));
        if (!rest.indices().contains(index)) {
          return Optional.of(new Place(index, coefficient.is(1) ? rest.times(Size.of(-1)) : rest));
        }
      }
    }
    return Optional.empty();
  }

  private static Operation.Comprehension collapse(Operation.Comprehension c, Scalar.Select choice, List<Scalar> others,
      Place place, Facts facts) {
    List<Index> over = c.over().stream().filter(i -> !i.equals(place.index())).toList();
    Scalar inner = others.stream().reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .<Scalar>map(all -> new Scalar.Select(all, choice.then(), Scalar.ZERO)).orElse(choice.then());
    Scalar body = replace(c.body(), choice, inner).substitute(Map.of(place.index(), place.position()));
    Optional<Scalar> range = Position.inRange(place.position(), place.index().size(), facts.limits()).stream()
        .reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b));
    Scalar guarded = range.<Scalar>map(r -> new Scalar.Select(r, body, Scalar.ZERO)).orElse(body);
    return over.isEmpty()
        ? Operation.Comprehension.map(c.out(), guarded)
        : new Operation.Comprehension(c.out(), over, c.reduction(), guarded);
  }

  /** The factors of a product, through signs and numerators. */
  static List<Scalar> factors(Scalar body) {
    if (!(body instanceof Scalar.Apply a)) {
      return List.of(body);
    }
    return switch (a.function()) {
      case NEG, DIV -> factors(a.arguments().getFirst());
      case MUL -> {
        List<Scalar> all = new ArrayList<>(factors(a.arguments().getFirst()));
        all.addAll(factors(a.arguments().getLast()));
        yield all;
      }
      default -> List.of(body);
    };
  }

  private static Scalar replace(Scalar body, Scalar factor, Scalar by) {
    return body == factor ? by : body instanceof Scalar.Apply ? body.mapChildren(c -> replace(c, factor, by)) : body;
  }

  /** Numbers, sizes and factors that don't depend on the summed indices, taken out of the sum. */
  private static List<Definition> factored(Definition definition, Operation.Comprehension c, GraphBuilder fresh) {
    Set<Index> over = new HashSet<>(c.over());
    Product flat = Product.flat(c.body());
    boolean regroups = flat.factors().stream().anyMatch(f -> independent(f.scalar(), over));
    Product product = regroups ? flat : Product.of(c.body());
    Map<Boolean, List<Product.Factor>> leaves =
        product.factors().stream().collect(Collectors.partitioningBy(f -> independent(f.scalar(), over)));
    if (!regroups && !product.isScaled() || leaves.get(false).isEmpty()) {
      return List.of(definition.with(c));
    }
    Scalar inner = product.unscaled().with(leaves.get(false)).scalar();
    Operation sum = new Operation.Comprehension(c.out(), c.over(), c.reduction(), inner);
    Value result = definition.result();
    String name = result.name().startsWith("∂") ? result.name() : "sum";
    Value summed = fresh.value(name, result.element(), result.axes());
    Map<Index, Subscript> places = new HashMap<>();
    List<Index> out = new ArrayList<>();
    for (Index index : c.out()) {
      out.add(fresh.index(index.axis()));
      places.put(index, Subscript.of(out.getLast()));
    }
    Scalar scaled = product.with(around(leaves.get(true), GraphBuilder.read(summed, out), places)).scalar();
    return List.of(new Definition(List.of(summed), sum, definition.origin()),
        new Definition(definition.results(), Operation.Comprehension.map(out, scaled), definition.origin()));
  }

  /** The factors that left a sum, and the sum: behind those that multiply, before those that divide. */
  private static List<Product.Factor> around(List<Product.Factor> left, Scalar sum, Map<Index, Subscript> places) {
    List<Product.Factor> all = new ArrayList<>();
    left.stream().filter(f -> !f.below())
        .forEach(f -> all.add(new Product.Factor(f.scalar().substitute(places), false)));
    all.add(new Product.Factor(sum, false));
    left.stream().filter(Product.Factor::below)
        .forEach(f -> all.add(new Product.Factor(f.scalar().substitute(places), true)));
    return all;
  }

  /** Reduces without the result's axes that the body doesn't depend on; they are a view of that. */
  private static List<Definition> narrowed(Definition definition, Operation.Comprehension c, GraphBuilder fresh) {
    Set<Index> used = c.body().indices();
    List<Index> kept = c.out().stream().filter(used::contains).toList();
    Operation narrow = new Operation.Comprehension(kept, c.over(), c.reduction(), c.body());
    Value result = definition.result();
    Value reduced = fresh.value(result.name(), result.element(), kept.stream().map(Index::axis).toList());
    List<Index> out = new ArrayList<>();
    List<Index> at = new ArrayList<>();
    for (Index index : c.out()) {
      out.add(fresh.index(index.axis()));
      if (kept.contains(index)) {
        at.add(out.getLast());
      }
    }
    return List.of(new Definition(List.of(reduced), narrow, definition.origin()), new Definition(definition.results(),
        Operation.Comprehension.map(out, GraphBuilder.read(reduced, at)), definition.origin()));
  }

  private static boolean independent(Scalar factor, Set<Index> over) {
    return factor.indices().stream().noneMatch(over::contains);
  }
}
