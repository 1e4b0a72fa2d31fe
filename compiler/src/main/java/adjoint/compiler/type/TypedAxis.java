package adjoint.compiler.type;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;

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
}
