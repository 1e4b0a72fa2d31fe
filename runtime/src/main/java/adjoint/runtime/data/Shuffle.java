package adjoint.runtime.data;

import adjoint.runtime.program.Draws;

/**
 * Orders drawn by the counter-based generator: a function of seed, epoch and purpose, so that nothing has to be kept.
 */
final class Shuffle {

  /** Sites that no layer of a model has. */
  static final int SPLIT = 0x53504c54;

  static final int EPOCH = 0x45504f43;

  static final int BATCHES = 0x42544348;

  private Shuffle() {}

  /** Reorders in place. <i>Source</i>: Fisher and Yates 1938, as by Durstenfeld 1964. */
  static void shuffle(int[] order, int seed, int epoch, int site) {
    int key = Draws.key(seed, epoch, site);
    int second = Draws.secondKey(key);
    for (int i = order.length - 1; i > 0; i--) {
      int j = (int) ((Draws.bits(key, second, i) & 0xffffffffL) * (i + 1) >>> 32);
      int other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
  }
}
