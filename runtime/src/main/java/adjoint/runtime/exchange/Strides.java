package adjoint.runtime.exchange;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Places of elements in tensors whose axes are in another order. */
final class Strides {

  private Strides() {}

  /**
   * From the places of a tensor whose axes are in some order, the last the fastest, to those with their own order.
   *
   * @param order the axes in the order of the places that are given
   */
  static IntUnaryOperator places(List<Long> sizes, List<Integer> order) {
    if (IntStream.range(0, order.size()).allMatch(axis -> order.get(axis) == axis)) {
      return IntUnaryOperator.identity();
    }
    int[] apart = apart(sizes);
    int[] size = order.stream().mapToInt(axis -> Math.toIntExact(sizes.get(axis))).toArray();
    int[] step = order.stream().mapToInt(axis -> apart[axis]).toArray();
    return index -> {
      int rest = index;
      int at = 0;
      for (int axis = size.length - 1; axis >= 0; axis--) {
        at += rest % size[axis] * step[axis];
        rest /= size[axis];
      }
      return at;
    };
  }

  /** How far the places of each axis lie apart. */
  private static int[] apart(List<Long> sizes) {
    int[] apart = new int[sizes.size()];
    int step = 1;
    for (int axis = apart.length - 1; axis >= 0; axis--) {
      apart[axis] = step;
      step = Math.multiplyExact(step, Math.toIntExact(sizes.get(axis)));
    }
    return apart;
  }
}
