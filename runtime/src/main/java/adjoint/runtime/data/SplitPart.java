package adjoint.runtime.data;

import adjoint.runtime.recipe.Split;

/** The examples of one part of a split. */
public record SplitPart(Split.Name name, Dataset dataset, int[] examples) {

  public int size() {
    return examples.length;
  }

  /** The order in which an epoch, counted from 0, takes the examples. */
  public int[] order(int seed, int epoch, boolean shuffle) {
    int[] order = examples.clone();
    if (shuffle) {
      Shuffle.shuffle(order, seed, epoch, Shuffle.EPOCH);
    }
    return order;
  }
}
