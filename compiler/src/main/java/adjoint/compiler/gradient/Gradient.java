package adjoint.compiler.gradient;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Derivatives of a graph that is being made. */
public final class Gradient {

  private Gradient() {}

  /**
   * Appends the definitions of the derivatives of the sum of `y` by each of some values, which may be inputs or any
   * values defined at this level of the builder or around it. Zeros where `y` doesn't depend on a value. Earlier scans
   * are given further yields. What it appends can be differentiated again.
   *
   * <p>Shapes: each result has the axes of the value that it is the derivative by.
   */
  public static List<Value> of(GraphBuilder graph, Value y, List<Value> by) {
    List<Definition> definitions = graph.definitions();
    Set<Value> active = active(definitions, by);
    Reverse reverse = new Reverse(graph, definitions, value -> true, active::contains, flow -> flow,
        Divergent.NOTHING, value -> {});
    reverse.add(y, new AdjointPart.Everywhere(new Scalar.Constant(1)), Support.EVERYWHERE);
    reverse.run();
    List<Value> results = by.stream().map(reverse::totalTensor).toList();
    replaceScans(graph, definitions, reverse.definitions());
    return results;
  }

  /** The REAL values that depend on one of these, and these. */
  private static Set<Value> active(List<Definition> definitions, List<Value> by) {
    Set<Value> active = new HashSet<>(by);
    for (Definition definition : definitions) {
      if (definition.operation().operands().stream().anyMatch(active::contains)) {
        definition.results().stream().filter(v -> v.element() == Element.REAL).forEach(active::add);
      }
    }
    return active;
  }

  private static void replaceScans(GraphBuilder graph, List<Definition> before, List<Definition> after) {
    for (int i = 0; i < before.size(); i++) {
      if (before.get(i) != after.get(i)) {
        graph.replace(before.get(i), after.get(i));
      }
    }
  }
}
