package adjoint.compiler.graph;

/**
 * A value that leaves the graph.
 *
 * @param stored whether it is written over the stored tensor of this path at the end of the call; else it is a result
 * @param name the result's name (`loss`, `accuracy`, a field of a model's result) or the path
 */
public record Output(String name, boolean stored, Value value) {

  public Output with(Value value) {
    return new Output(name, stored, value);
  }
}
