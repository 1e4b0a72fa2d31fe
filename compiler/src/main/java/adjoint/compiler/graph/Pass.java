package adjoint.compiler.graph;

/** A function from graph to graph that keeps the values of its outputs. */
public interface Pass {

  Graph apply(Graph graph);

  /** What dumps call it. */
  default String name() {
    return getClass().getSimpleName();
  }
}
