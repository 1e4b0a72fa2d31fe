package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Frame;
import java.util.Optional;

/**
 * Finds what made a loss that isn't finite. When that shows, the step has already spoilt the weights; but since an
 * update is a function of the store, the order and its number, the epoch is made again from its beginning up to that
 * step, bit for bit.
 */
final class Replay {

  private final float[] store;
  private final Steps steps;
  private final Optional<Locator> locator;
  private final float[] start;
  private int[] order = {};
  private RunState from = RunState.START;

  Replay(float[] store, Steps steps, Optional<Locator> locator) {
    this.store = store;
    this.steps = steps;
    this.locator = locator;
    this.start = locator.isPresent() ? store.clone() : new float[0];
  }

  /** The beginning of an epoch, or where a resumed one goes on. */
  void remember(int[] epochOrder, RunState state) {
    order = epochOrder;
    from = state;
    System.arraycopy(store, 0, start, 0, start.length);
  }

  /** What to tell about a loss that wasn't finite in the update after `state`. */
  UserProblem problem(RunState state) {
    float loss = steps.notFinite().orElse(0f);
    UserProblem problem = UserProblem.of(RuntimeProblem.NOT_FINITE, "the loss is "
        + (Float.isFinite(loss) ? "no finite number" : loss)
        + " at step " + (state.step() + 1) + ", in epoch " + (state.epoch() + 1));
    Optional<Locator.Finding> finding = locator.flatMap(l -> l.firstNotFinite(before(state), state.step() + 1));
    return finding.map(f -> UserProblem.of(RuntimeProblem.NOT_FINITE, problem.getMessage() + ": first in " + f.words())
        .at(f.place()))
        .orElse(problem)
        .hint("a smaller learning rate, clipped gradients or scaled inputs may help; no weights were saved since");
  }

  private Frame before(RunState state) {
    System.arraycopy(start, 0, store, 0, start.length);
    int done = from.step();
    for (int update = from.update(); update < state.update(); update++) {
      steps.update(order, update, done++);
    }
    steps.prepare(order, state.update(), done);
    return steps.step().frame();
  }
}
