package adjoint.runtime.recipe;

import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * An array of a file that a program computes with and that isn't examples: `adjacency: [Node, Node'] = npy("a.npy")`.
 *
 * @param path of its place in the store
 * @param source that holds it, a row for each place of its first axis
 * @param first that axis
 * @param row what is read of a row: the axes behind the first
 */
public record FileArray(String path, Source source, Axis first, Field row) {

  public List<Axis> axes() {
    List<Axis> axes = new ArrayList<>(List.of(first));
    axes.addAll(row.axes());
    return axes;
  }
}
