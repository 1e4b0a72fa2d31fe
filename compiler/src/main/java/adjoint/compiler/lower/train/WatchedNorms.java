package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The norms that a step gives besides its losses: of what each layer makes, and of gradients, updates and weights. Outputs
 * are named `activation/linear1`, `gradient/linear1.weight`.
 */
final class WatchedNorms {

  private final boolean all;
  private final NamedPaths paths;
  private final Set<String> outputs = new LinkedHashSet<>();
  /** Those of the graph that is being made. */
  private final Set<String> here = new HashSet<>();

  /**
   * @param all whether everything is watched
   * @param paths what is, where not all is
   */
  WatchedNorms(boolean all, NamedPaths paths) {
    this.all = all;
    this.paths = paths;
  }

  /** Goes on with another graph. */
  void begin() {
    here.clear();
  }

  List<String> outputs() {
    return List.copyOf(outputs);
  }

  private boolean isWatched(String path) {
    return paths.cover(path) || all;
  }

  /** Of what each layer made last, of all that is in the graph so far. */
  void activations(GraphBuilder graph) {
    Map<String, Value> last = new LinkedHashMap<>();
    for (Definition definition : graph.definitions()) {
      Value value = definition.results().getLast();
      if (!definition.origin().path().isEmpty() && value.element() == Element.REAL) {
        last.put(definition.origin().path(), value);
      }
    }
    last.forEach((path, value) -> norm(graph, "activation", path, value));
  }

  void norm(GraphBuilder graph, String kind, String path, Value value) {
    norm(graph, kind, path, value, at -> GraphBuilder.read(value, at));
  }

  /** Of elements that have the axes of a value. */
  void norm(GraphBuilder graph, String kind, String path, Value like, Function<List<Index>, Scalar> element) {
    if (!isWatched(path) || !here.add(kind + "/" + path)) {
      return;
    }
    outputs.add(kind + "/" + path);
    List<Index> over = graph.indices(like.axes());
    Scalar x = element.apply(over);
    Value squares = graph.sumOfSquares(over, x);
    Value norm = graph.add("norm", Comprehension.map(List.of(), Scalar.apply(ScalarFunction.SQRT,
        GraphBuilder.read(squares, List.of()))), Origin.NONE);
    graph.output(kind + "/" + path, false, norm);
  }

  /** Complains about paths that name nothing. */
  void end() {
    paths.end();
  }
}
