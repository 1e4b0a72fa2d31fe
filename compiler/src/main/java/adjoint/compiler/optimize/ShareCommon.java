package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two definitions that are the same but for the names of their indices are one, and so are a tensor and its copy. */
public final class ShareCommon implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Map<Value, Value> same = new HashMap<>();
    List<Definition> definitions = share(graph.definitions(), new HashMap<>(), same);
    return graph.with(definitions).giving(v -> same.getOrDefault(v, v));
  }

  /** A definition with its indices numbered by their order: equal where the meaning is. */
  private record Shape(Element element, Operation operation, List<Size> sizes) {}

  private static List<Definition> share(List<Definition> definitions, Map<Shape, Value> outer, Map<Value, Value> same) {
    Map<Shape, Value> known = new HashMap<>(outer);
    Set<Value> made = new HashSet<>();
    List<Definition> kept = new ArrayList<>();
    for (Definition each : definitions) {
      Definition definition = each.reading(v -> same.getOrDefault(v, v));
      if (definition.operation() instanceof Operation.Scan s) {
        List<Definition> body = share(s.body(), known, same);
        kept.add(definition.with(s.with(body)).reading(v -> same.getOrDefault(v, v)));
        made.addAll(definition.results());
      } else {
        Value first = copied(definition, made)
            .orElseGet(() -> known.putIfAbsent(shape(definition), definition.result()));
        if (first == null) {
          kept.add(definition);
          made.add(definition.result());
        } else {
          same.put(definition.result(), first);
        }
      }
    }
    return List.copyOf(kept);
  }

  /** The value of this level that a definition only copies. */
  private static Optional<Value> copied(Definition definition, Set<Value> made) {
    boolean copy = definition.operation() instanceof Operation.Comprehension c && c.over().isEmpty()
        && c.body() instanceof Scalar.Read r && r.at().equals(Subscript.of(c.out())) && made.contains(r.tensor())
        && r.tensor().element() == definition.result().element()
        && r.tensor().sizes().equals(c.out().stream().map(Index::size).toList());
    return copy ? definition.operation().operands().stream().findFirst() : Optional.empty();
  }

  private static Shape shape(Definition definition) {
    List<Index> bound = definition.operation().bound();
    Map<Index, Index> numbers = new HashMap<>();
    bound.forEach(i -> numbers.put(i, new Index(-1 - numbers.size(), "", i.size())));
    Operation numbered = definition.operation().map(Rewrite.indices(i -> numbers.getOrDefault(i, i)));
    return new Shape(definition.result().element(), numbered, bound.stream().map(Index::size).toList());
  }
}
