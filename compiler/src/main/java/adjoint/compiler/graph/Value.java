package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.List;

/**
 * A tensor in a graph, defined once.
 *
 * @param id its number, unique in its graph
 * @param name what messages, dumps and `nn grad` call it: the user's name where there is one, else made from its operation
 */
public record Value(int id, String name, Element element, List<Axis> axes) {

  public Value named(String name) {
    return new Value(id, name, element, axes);
  }

  public int rank() {
    return axes.size();
  }

  /** Those of its axes, in their order. */
  public List<Size> sizes() {
    return axes.stream().map(Axis::size).toList();
  }

  /** The number of its elements. */
  public Size count() {
    return axes.stream().map(Axis::size).reduce(Size.ONE, Size::times);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value v && v.id == id;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return "%" + id;
  }
}
