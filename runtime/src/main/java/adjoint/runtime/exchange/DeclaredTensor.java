package adjoint.runtime.exchange;

import java.util.List;
import java.util.Optional;

/**
 * A stored tensor as the program's text declares it.
 *
 * @param path in {@link adjoint.runtime.program.Layout}
 * @param axes the names of its own axes, as its layer calls them; those of the `repeat`s around it stand before them in
 *     the layout and have no names here
 * @param arrow for a linear map, how many of its own axes stand left of the arrow
 * @param around the instances that it is in, the model first and its owner last
 */
public record DeclaredTensor(String path, List<String> axes, Optional<Integer> arrow, List<Instance> around) {

  /**
   * A layer's or model's instance.
   *
   * @param name within the instance around it; empty for a model whose name isn't part of paths
   * @param repeats how many `repeat`s are around it
   * @param callable the layer or model that it is one of
   * @param doc the comment above the layer or model
   */
  public record Instance(String name, int repeats, String callable, String doc) {}

  Instance owner() {
    return around.get(around.size() - 1);
  }

  /** Its own name, without those of the instances around it. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
