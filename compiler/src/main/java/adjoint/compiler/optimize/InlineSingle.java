package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An elementwise value that is read once, by another elementwise definition with no more elements, becomes part of that
 * one, so that scalar rules see both and nothing is made that only a gather looks at.
 */
public final class InlineSingle implements Pass {

  /** Larger bodies stay apart. */
  private static final int LARGEST = 40;

  @Override
  public Graph apply(Graph graph) {
    Map<Value, Integer> uses = new HashMap<>();
    graph.outputs().forEach(o -> uses.merge(o.value(), 2, Integer::sum));
    Rewriter.forEach(graph.definitions(), d -> count(d.operation(), uses));
    return Rewriter.with(graph, inline(graph.definitions(), uses));
  }

  private static void count(Operation operation, Map<Value, Integer> uses) {
    switch (operation) {
      case Operation.Comprehension c -> count(c.body(), uses);
      case Operation.ArgReduce a -> count(a.body(), uses);
      case Operation.Scatter s -> {
        count(s.body(), uses);
        s.at().forEach(p -> p.tables().forEach(t -> uses.merge(t, 2, Integer::sum)));
      }
      case Operation.Scan s -> {
        s.carries().forEach(c -> uses.merge(c.initial(), 2, Integer::sum));
        s.carries().forEach(c -> uses.merge(c.next(), 2, Integer::sum));
        s.yields().forEach(y -> uses.merge(y, 2, Integer::sum));
      }
    }
  }

  private static void count(Scalar scalar, Map<Value, Integer> uses) {
    scalar.subscripts().forEach(s -> s.tables().forEach(t -> uses.merge(t, 2, Integer::sum)));
    if (scalar instanceof Scalar.Read r) {
      uses.merge(r.tensor(), 1, Integer::sum);
    }
    scalar.children().forEach(c -> count(c, uses));
  }

  private static List<Definition> inline(List<Definition> definitions, Map<Value, Integer> uses) {
    Map<Value, Definition> single = new HashMap<>();
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      Definition inlined = switch (definition.operation()) {
        case Operation.Comprehension c -> c.over().isEmpty() ? inline(definition, c, single) : definition;
        case Operation.ArgReduce a -> definition;
        case Operation.Scatter s -> definition;
        case Operation.Scan s -> Rewriter.with(definition,
            new Operation.Scan(s.step(), s.reverse(), s.carries(), inline(s.body(), uses), s.yields()));
      };
      all.add(inlined);
      boolean once = inlined.results().size() == 1 && uses.getOrDefault(inlined.result(), 0) == 1
          && inlined.operation() instanceof Operation.Comprehension c && c.over().isEmpty();
      if (once) {
        single.put(inlined.result(), inlined);
      }
    }
    return List.copyOf(all);
  }

  private static Definition inline(Definition definition, Operation.Comprehension c, Map<Value, Definition> single) {
    Origin[] origin = {definition.origin()};
    Scalar body = inline(c.body(), definition.result(), single, origin);
    return body.equals(c.body()) ? definition
        : new Definition(definition.results(), Operation.Comprehension.map(c.out(), body), origin[0]);
  }

  private static Scalar inline(Scalar scalar, Value reader, Map<Value, Definition> single, Origin[] origin) {
    if (!(scalar instanceof Scalar.Read r) || !single.containsKey(r.tensor())) {
      return scalar.mapChildren(c -> inline(c, reader, single, origin));
    }
    Definition made = single.get(r.tensor());
    boolean small = size(((Operation.Comprehension) made.operation()).body()) <= LARGEST;
    if (!small || !r.tensor().count().isAtLeast(reader.count())) {
      return scalar;
    }
    origin[0] = origin[0].equals(Origin.NONE) ? made.origin() : origin[0];
    Operation.Comprehension c = (Operation.Comprehension) made.operation();
    Map<Index, Subscript> places = new HashMap<>();
    for (int i = 0; i < r.at().size(); i++) {
      places.put(c.out().get(i), r.at().get(i));
    }
    return c.body().substitute(places);
  }

  private static int size(Scalar scalar) {
    return 1 + scalar.children().stream().mapToInt(InlineSingle::size).sum();
  }
}
