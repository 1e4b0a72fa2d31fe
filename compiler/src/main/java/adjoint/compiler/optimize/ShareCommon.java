package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Axis;
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
    return new Graph(graph.name(), graph.inputs(), definitions,
        Rewriter.rename(graph.outputs(), v -> same.getOrDefault(v, v)));
  }

  /** A definition with its indices numbered by their order: equal where the meaning is. */
  private record Shape(Element element, Operation operation, List<Size> sizes) {}

  private static List<Definition> share(List<Definition> definitions, Map<Shape, Value> outer, Map<Value, Value> same) {
    Map<Shape, Value> known = new HashMap<>(outer);
    Set<Value> made = new HashSet<>();
    List<Definition> kept = new ArrayList<>();
    for (Definition each : definitions) {
      Definition definition = Rewriter.rename(each, v -> same.getOrDefault(v, v));
      if (definition.operation() instanceof Operation.Scan s) {
        List<Definition> body = share(s.body(), known, same);
        Definition shared = Rewriter.with(definition,
            new Operation.Scan(s.step(), s.reverse(), s.carries(), body, s.yields()));
        kept.add(Rewriter.rename(shared, v -> same.getOrDefault(v, v)));
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
        && r.tensor().axes().stream().map(Axis::size).toList().equals(c.out().stream().map(Index::size).toList());
    return copy ? definition.operation().operands().stream().findFirst() : Optional.empty();
  }

  private static Shape shape(Definition definition) {
    Numbering numbers = new Numbering(new HashMap<>(), new ArrayList<>());
    Operation numbered = switch (definition.operation()) {
      case Operation.Comprehension c -> new Operation.Comprehension(numbers.of(c.out()), numbers.of(c.over()),
          c.reduction(), c.body().substitute(numbers.places()));
      case Operation.ArgReduce a -> new Operation.ArgReduce(a.largest(), numbers.of(a.out()),
          numbers.of(List.of(a.over())).getFirst(), a.body().substitute(numbers.places()));
      case Operation.Scatter s -> new Operation.Scatter(numbers.of(s.out()), numbers.of(s.over()),
          s.at().stream().map(p -> p.substitute(numbers.places())).toList(), s.body().substitute(numbers.places()));
      case Operation.Scan s -> s;
    };
    return new Shape(definition.result().element(), numbered, numbers.sizes());
  }

  private record Numbering(Map<Index, Subscript> places, List<Size> sizes) {

    private List<Index> of(List<Index> indices) {
      return indices.stream().map(this::of).toList();
    }

    private Index of(Index index) {
      sizes.add(index.size());
      Index number = new Index(-sizes.size(), "", index.size());
      places.put(index, Subscript.of(number));
      return number;
    }
  }
}
