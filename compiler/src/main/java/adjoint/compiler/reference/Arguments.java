package adjoint.compiler.reference;

import java.util.Map;

/**
 * What a graph is evaluated on.
 *
 * @param dims the sizes of the open dims
 * @param inputs the elements of each input, row by row, by the input's name
 */
public record Arguments(Map<String, Long> dims, Map<String, double[]> inputs, int seed, int step) {

  public Arguments(Map<String, Long> dims, Map<String, double[]> inputs) {
    this(dims, inputs, 1, 1);
  }

  long dim(String name) {
    if (!dims.containsKey(name)) {
      throw new IllegalArgumentException("the open dim " + name + " has no size");
    }
    return dims.get(name);
  }
}
