package adjoint.runtime.data;

import adjoint.runtime.recipe.Split;

/** The examples of one part of a split. */
public record SplitPart(Split.Name name, Dataset dataset, int[] examples) {

  public int size() {
    return examples.length;
  }

  /**
   * The order in which an epoch, counted from 0, takes the examples. Where they have lengths of their own, batches are made of
   * similar ones: some hundred batches at a time are sorted by length, and the batches are taken in an order of their own.
   *
   * @param batch the examples of a batch
   */
  public int[] order(int seed, int epoch, boolean shuffle, int batch) {
    int[] order = examples.clone();
    if (shuffle) {
      Shuffle.shuffle(order, seed, epoch, Shuffle.EPOCH);
      return dataset.lengths().isPresent() ? Buckets.order(order, dataset.lengths().get(), batch, seed, epoch) : order;
    }
    return order;
  }

  /** What is scored: all examples, by length where they have one; of a text blocks that have no token in common. */
  public SplitPart scored() {
    if (dataset.lengths().isPresent()) {
      return new SplitPart(name, dataset, Buckets.sorted(examples, dataset.lengths().get()));
    }
    int apart = dataset.apart();
    int[] some = new int[(examples.length + apart - 1) / apart];
    for (int i = 0; i < some.length; i++) {
      some[i] = examples[i * apart];
    }
    return apart == 1 ? this : new SplitPart(name, dataset, some);
  }
}
