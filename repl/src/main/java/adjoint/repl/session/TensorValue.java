package adjoint.repl.session;

import adjoint.compiler.type.Type;
import adjoint.runtime.tensor.Element;
import java.util.List;

/**
 * A value of the session.
 *
 * @param shape the sizes of its axes
 * @param reals its elements where they are reals, row-major without gaps; else empty
 * @param ints its elements where they aren't
 */
public record TensorValue(Type.Tensor type, List<Integer> shape, float[] reals, int[] ints) {

  public int count() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  public boolean isReal() {
    return type.kind().element() == Element.REAL;
  }

  /** An element as a number, whatever it is. */
  public double number(int at) {
    return isReal() ? reals[at] : ints[at];
  }
}
