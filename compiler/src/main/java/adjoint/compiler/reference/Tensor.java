package adjoint.compiler.reference;

import adjoint.compiler.graph.Value;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * Numbers with a shape.
 *
 * @param data row by row; INTs and BOOLs as whole numbers
 */
public record Tensor(int[] shape, double[] data) {

  /** Room for a value, all zero. */
  static Tensor zeros(Value value, ToLongFunction<String> dims) {
    int[] shape = value.axes().stream().mapToInt(a -> Math.toIntExact(a.size().evaluate(dims))).toArray();
    return new Tensor(shape, new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)]);
  }
}
