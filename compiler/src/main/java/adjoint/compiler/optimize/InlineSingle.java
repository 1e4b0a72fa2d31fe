package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.ReadCounts;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
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
    return graph.with(inline(graph.definitions(), ReadCounts.withOutputs(graph)));
  }

  private static List<Definition> inline(List<Definition> definitions, ReadCounts uses) {
    Map<Value, Definition> single = new HashMap<>();
    List<Definition> all = new ArrayList<>();
    for (Definition definition : definitions) {
      Definition inlined = definition.operation() instanceof Operation.Comprehension c && c.isMap()
          ? inline(definition, c, single)
          : definition.map(Rewrite.inner(body -> inline(body, uses)));
      all.add(inlined);
      boolean once = inlined.results().size() == 1 && uses.isSingle(inlined.result())
          && inlined.operation() instanceof Operation.Comprehension c && c.over().isEmpty();
      if (once) {
        single.put(inlined.result(), inlined);
      }
    }
    return List.copyOf(all);
  }

  private static Definition inline(Definition definition, Operation.Comprehension c, Map<Value, Definition> single) {
    List<Origin> origins = new ArrayList<>(List.of(definition.origin()));
    Scalar body = inline(c.body(), definition.result(), single, origins);
    Origin origin = origins.stream().filter(o -> !o.equals(Origin.NONE)).findFirst().orElse(Origin.NONE);
    return body.equals(c.body())
        ? definition
        : new Definition(definition.results(), Operation.Comprehension.map(c.out(), body), origin);
  }

  /** @param origins of what became part of the reader, in the order of the text */
  private static Scalar inline(Scalar scalar, Value reader, Map<Value, Definition> single, List<Origin> origins) {
    if (!(scalar instanceof Scalar.Read r) || !single.containsKey(r.tensor())) {
      return scalar.mapChildren(c -> inline(c, reader, single, origins));
    }
    Definition made = single.get(r.tensor());
    Operation.Comprehension c = (Operation.Comprehension) made.operation();
    if (size(c.body()) > LARGEST || !r.tensor().count().isAtLeast(reader.count())) {
      return scalar;
    }
    origins.add(made.origin());
    return c.bodyAt(r.at());
  }

  private static int size(Scalar scalar) {
    return 1 + scalar.children().stream().mapToInt(InlineSingle::size).sum();
  }
}
