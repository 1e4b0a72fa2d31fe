package adjoint.compiler.type;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Optional;

/** An axis of a value: the identity of its name, and its size. */
public record TypedAxis(Dim dim, Size size) {

  /** As the graph and messages know it. */
  public Axis axis() {
    return new Axis(dim.shown(), size);
  }

  public TypedAxis named(Dim other) {
    return new TypedAxis(other, size);
  }

  @Override
  public String toString() {
    return dim.shown();
  }

  /** As the graph knows them. */
  public static List<Axis> graphAxes(List<TypedAxis> axes) {
    return axes.stream().map(TypedAxis::axis).toList();
  }

  /** How many elements a value with these axes has. */
  public static Size count(List<TypedAxis> axes) {
    return axes.stream().map(TypedAxis::size).reduce(Size.ONE, Size::times);
  }

  /** The first axis whose dim stands in a list again behind it. */
  public static Optional<TypedAxis> repeated(List<TypedAxis> axes) {
    return axes.stream()
        .filter(axis -> axes.stream().filter(other -> other.dim().equals(axis.dim())).count() > 1).findFirst();
  }
}
