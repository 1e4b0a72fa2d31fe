package adjoint.runtime.program;

import adjoint.runtime.tensor.Axis;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The sizes of open dims in a call.
 *
 * @param dims as a signature lists them
 * @param sizes as a frame has them, in that order
 */
public record OpenSizes(List<String> dims, long[] sizes) implements ToLongFunction<String> {

  /** Of a call in which nothing is open. */
  public static final OpenSizes NONE = new OpenSizes(List.of(), new long[0]);

  /** The number of elements that axes span. */
  public int count(List<Axis> axes) {
    long count = 1;
    for (Axis axis : axes) {
      count = Math.multiplyExact(count, axis.size().evaluate(this));
    }
    return Math.toIntExact(count);
  }

  @Override
  public long applyAsLong(String dim) {
    return sizes[dims.indexOf(dim)];
  }
}
