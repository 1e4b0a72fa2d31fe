package adjoint.runtime.data;

import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Orders in which examples of similar lengths stand together. */
final class Buckets {

  /** The batches whose examples are sorted together: enough for similar lengths, and few of the data. */
  private static final int BATCHES = 100;

  private Buckets() {}

  /**
   * Sorts so many batches at a time by length, then draws an order of the batches; a smaller last batch stays the last.
   *
   * @param order drawn at random
   */
  static int[] order(int[] order, IntUnaryOperator length, int batch, int seed, int epoch) {
    int[] sorted = order.clone();
    int whole = order.length / batch * batch;
    for (int from = 0; from < whole; from += BATCHES * batch) {
      int count = Math.min(BATCHES * batch, whole - from);
      System.arraycopy(sorted(from, count, order, length), 0, sorted, from, count);
    }
    int[] batches = IntStream.range(0, whole / batch).toArray();
    Shuffle.shuffle(batches, seed, epoch, Shuffle.BATCHES);
    int[] result = sorted.clone();
    for (int i = 0; i < batches.length; i++) {
      System.arraycopy(sorted, batches[i] * batch, result, i * batch, batch);
    }
    return result;
  }

  /** From the shortest to the longest, equally long ones as they stand. */
  static int[] sorted(int[] order, IntUnaryOperator length) {
    return sorted(0, order.length, order, length);
  }

  private static int[] sorted(int from, int count, int[] order, IntUnaryOperator length) {
    return IntStream.range(from, from + count).mapToObj(i -> order[i])
        .sorted(Comparator.comparingInt(length::applyAsInt)).mapToInt(i -> i).toArray();
  }
}
