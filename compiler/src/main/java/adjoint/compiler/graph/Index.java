package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;

/** An index variable that runs from 0 to `size` (exclusive); `name` is that of its dim. Equal by its number. */
public record Index(int id, String name, Size size) implements Subscript.Atom {

  public Axis axis() {
    return new Axis(name, size);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Index i && i.id == id;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return "i" + id;
  }
}
