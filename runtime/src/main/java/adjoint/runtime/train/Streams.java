package adjoint.runtime.train;

/** Batches whose rows go on where those of the batch before ended: each row reads a stretch of its own of the examples. */
final class Streams {

  private Streams() {}

  /** The examples of an order, so that the rows of a batch of some size are as many stretches apart. */
  static int[] of(int[] order, int size) {
    int length = order.length / size;
    int[] streams = new int[length * size];
    for (int batch = 0; batch < length; batch++) {
      for (int row = 0; row < size; row++) {
        streams[batch * size + row] = order[row * length + batch];
      }
    }
    return streams;
  }
}
