package adjoint.compiler.plan;

import static adjoint.compiler.graph.ScalarFunction.DIV;
import static adjoint.compiler.graph.ScalarFunction.MUL;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes out of an expression what costs much and depends on fewer indices: `sqrt(variance[c] + eps)`, `beta^step`. */
public final class HoistInvariants implements BlockPass {

  /** A division: what is worth a value of its own. */
  private static final int EXPENSIVE = 5;

  private record Key(Scalar scalar, List<Index> indices) {}

  @Override
  public List<Definition> apply(List<Definition> definitions, Surroundings surroundings) {
    Hoisting hoisting = new Hoisting(surroundings.fresh(), new ArrayList<>(), new HashMap<>());
    definitions.forEach(hoisting::add);
    return hoisting.all;
  }

  /**
   * @param all the definitions made so far
   * @param known what has been taken out so far
   */
  private record Hoisting(GraphBuilder fresh, List<Definition> all, Map<Key, Value> known) {

    private void add(Definition definition) {
      if (!(definition.operation() instanceof Comprehension c) || ContractionForm.of(c).isPresent()) {
        all.add(definition);
        return;
      }
      Set<Index> indices = new HashSet<>(c.bound());
      boolean sweep = c.over().isEmpty() && !c.out().isEmpty();
      Scalar body = hoisted(sweep ? multiplied(c.body()) : c.body(), indices, definition.origin());
      all.add(definition.with(c.with(body)));
    }

    private Scalar hoisted(Scalar scalar, Set<Index> indices, Origin origin) {
      Set<Index> own = scalar.indices();
      boolean fewer = own.size() < indices.size() && indices.containsAll(own);
      if (fewer && scalar instanceof Scalar.Apply && Costs.of(scalar) >= EXPENSIVE && !isGuard(scalar)
          && readsInRange(scalar)) {
        List<Index> out = List.copyOf(own);
        Value value = known.computeIfAbsent(new Key(scalar, out), k -> define(scalar, out, origin));
        return GraphBuilder.read(value, out);
      }
      return scalar.mapChildren(s -> hoisted(s, indices, origin));
    }

    private Value define(Scalar scalar, List<Index> out, Origin origin) {
      List<Index> own = out.stream().map(i -> fresh.index(i.axis())).toList();
      Map<Index, Subscript> places = new HashMap<>();
      for (int i = 0; i < own.size(); i++) {
        places.put(out.get(i), Subscript.of(own.get(i)));
      }
      Comprehension map = Comprehension.map(own, scalar.substitute(places));
      Value value = fresh.value("part", scalar.element(), out.stream().map(Index::axis).toList());
      all.add(new Definition(List.of(value), map, origin));
      return value;
    }
  }

  /**
   * With a product by the reciprocal where a divisor is the same number for all elements: a division takes five
   * products.
   */
  private static Scalar multiplied(Scalar scalar) {
    Scalar inner = scalar.mapChildren(HoistInvariants::multiplied);
    boolean divides = inner instanceof Scalar.Apply a && a.function() == DIV && a.arguments().get(1).indices().isEmpty()
        && !(a.arguments().get(1) instanceof Scalar.Constant) && !a.arguments().get(0).indices().isEmpty();
    return divides
        ? Scalar.apply(MUL, inner.children().get(0), Scalar.apply(DIV, Scalar.ONE, inner.children().get(1)))
        : inner;
  }

  /** A test of positions: kernels make ranges of it, which they can't of a looked-up truth value. */
  private static boolean isGuard(Scalar scalar) {
    return scalar.element() == Element.BOOL && scalar.reads().isEmpty();
  }

  /** Whether all that it reads is in range for all values of its indices, since it is evaluated where the original wasn't. */
  private static boolean readsInRange(Scalar scalar) {
    return scalar.nodes().allMatch(node -> lookupsInRange(node)
        && (!(node instanceof Scalar.Read r) || isPlain(r) && Bounds.provablyWithin(r.tensor(), r.at(), Set.of())));
  }

  private static boolean lookupsInRange(Scalar node) {
    return node.subscripts().stream().flatMap(Subscript::lookups)
        .allMatch(l -> Bounds.provablyWithin(l.table(), l.at(), Set.of()));
  }

  private static boolean isPlain(Scalar.Read read) {
    return read.at().stream().allMatch(s -> s.asIndex().isPresent());
  }
}
