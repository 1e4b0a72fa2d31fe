package adjoint.runtime.program;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The sizes of open dims in a call.
 *
 * @param dims as a signature lists them
 * @param sizes as a frame has them, in that order
 */
public record OpenSizes(List<String> dims, long[] sizes) implements ToLongFunction<String> {

  @Override
  public long applyAsLong(String dim) {
    return sizes[dims.indexOf(dim)];
  }
}
