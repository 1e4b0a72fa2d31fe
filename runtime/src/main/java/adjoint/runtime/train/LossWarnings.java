package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Watches the training losses of a run: one that explodes, one that never falls. Each is told once. */
final class LossWarnings {

  /** How many times its first value a loss may reach. */
  private static final double EXPLODED = 100;

  /** A first value below is as good as none; of several losses, which may work against each other, below 1. */
  private static final double LEAST = 1e-3;

  /** The updates that the first value is a mean of, and how many there are at least before a loss is judged. */
  private static final int FIRST = 20;
  private static final int ENOUGH = 100;
  private static final int EPOCHS = 3;

  /** A fall by less is none. */
  private static final double FALL = 0.005;

  private final Recipe recipe;
  private final List<String> names;
  private final long updates;
  private final Progress progress;
  private final double[] first;
  private final List<Double> beginning = new ArrayList<>();
  private boolean exploded;
  private boolean judged;

  /**
   * @param names of the losses
   * @param updates of the whole run
   * @param state where the run begins, or goes on: then nobody knows how it began
   */
  LossWarnings(Recipe recipe, List<String> names, long updates, Progress progress, RunState state) {
    this.recipe = recipe;
    this.names = names;
    this.updates = updates;
    this.progress = progress;
    this.first = new double[names.size()];
    this.judged = state.step() > 0 || names.size() > 1;
  }

  /**
   * After an update.
   *
   * @param examples of each loss; none of one that wasn't due
   * @param step its number, from 1
   */
  void update(double[] lossSums, int[] examples, int step) {
    for (int i = 0; i < first.length && !exploded; i++) {
      if (examples[i] == 0) {
        continue;
      }
      double loss = lossSums[i] / examples[i];
      first[i] = first[i] == 0 ? Math.max(first.length > 1 ? 1 : LEAST, Math.abs(loss)) : first[i];
      if (loss > EXPLODED * first[i]) {
        exploded = true;
        progress.warn(new RunWarning(RuntimeProblem.EXPLODING_LOSS, "the " + names.get(i) + " explodes: it was "
            + shown(first[i]) + " and is " + shown(loss) + " at step " + step, Optional.of(recipe.place()),
            "a smaller learning rate, warmup, clipped gradients (clip norm 1.0) or scaled inputs may help"));
      }
    }
    if (!judged && beginning.size() < FIRST && examples[0] > 0) {
      beginning.add(lossSums[0] / examples[0]);
    }
  }

  /** After an epoch; the last of a whole run's tenth decides, since a rate may rise from 0. */
  void epoch(int epoch, int step, double loss) {
    if (judged || exploded || epoch < EPOCHS || step < Math.max(ENOUGH, updates / 10)) {
      return;
    }
    judged = true;
    double mean = beginning.stream().mapToDouble(l -> l).average().orElse(0);
    double squares = beginning.stream().mapToDouble(l -> (l - mean) * (l - mean)).sum();
    double noise = 2 * Math.sqrt(squares) / beginning.size();
    boolean measurable = Math.abs(mean) > Math.max(LEAST, noise);
    if (measurable && loss > mean - Math.max(FALL * Math.abs(mean), noise)) {
      progress.warn(new RunWarning(RuntimeProblem.RESTING_LOSS,
          "the loss hasn't fallen in " + Words.count(epoch, "epoch")
              + ": it began at " + shown(mean) + " and is " + shown(loss),
          Optional.of(recipe.place()),
          "try ten times the learning rate, and a tenth; --watch-norms shows whether gradients arrive"));
    }
  }

  private static String shown(double value) {
    return Math.abs(value) >= 1e6 ? Words.scientific(value) : Words.fixed(value, 4);
  }
}
