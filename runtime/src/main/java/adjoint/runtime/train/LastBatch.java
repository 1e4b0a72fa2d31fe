package adjoint.runtime.train;

import adjoint.runtime.program.Layout;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.NotFinite;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out whether an update is defined for the batch that is left at the end of an epoch: a variance with Bessel's
 * correction, as of batch norm, isn't for a single example. Where it isn't, that batch goes with the one before it.
 *
 * <p><i>Numerics</i>: tried from the initial weights, so that a run that goes on decides as it did when it began.
 */
final class LastBatch {

  private LastBatch() {}

  /**
   * Says that the last batch is joined to the one before, and why; empty where there is no smaller one or it will do.
   *
   * @param initial the initial store, which stays as it is
   * @param steps makes the steps of a run without joining, over a store
   */
  static Optional<String> undefined(Layout layout, float[] initial, Function<float[], Steps> steps) {
    Steps whole = steps.apply(initial);
    if (whole.rest() == 0 || whole.batches() < 2) {
      return Optional.empty();
    }
    float[] store = initial.clone();
    Steps tried = steps.apply(store);
    int[] order = tried.order(0);
    int last = tried.updates() - 1;
    tried.updateAll(order, last);
    Optional<String> wrong = wrong(layout, store, tried);
    if (wrong.isEmpty()) {
      return wrong;
    }
    System.arraycopy(initial, 0, store, 0, store.length);
    tried.updateAll(order, 0);
    boolean alwaysWrong = last > 0 && wrong(layout, store, tried).isPresent();
    return alwaysWrong
        ? Optional.empty()
        : Optional.of("the last batch of an epoch, of " + Words.count(tried.rest(), "example")
            + ", goes with the one before it; by itself, " + wrong.get());
  }

  private static Optional<String> wrong(Layout layout, float[] store, Steps tried) {
    return tried.notFinite().isEmpty()
        ? NotFinite.in(layout, store, Checkpoint.WEIGHTS)
        : Optional.of("the loss isn't finite");
  }
}
