package adjoint.runtime.weights;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.nio.file.Files;
import java.nio.file.Path;

/** The weight files of a run's folder. */
public final class RunFiles {

  public static final String BEST = "best.safetensors";
  public static final String LAST = "last.safetensors";
  /** The history of the run: a row an epoch. */
  public static final String METRICS = "metrics.csv";
  /** The note of the last weights that says which of the two a run is represented by. */
  public static final String CHOSEN = "chosen";
  /** What {@link #CHOSEN} says where it is the best. */
  public static final String CHOSE_BEST = "best";

  private RunFiles() {}

  /** The folder of a fold in that of a cross-validation. */
  public static String fold(int number) {
    return "fold" + number;
  }

  /** The next free folder of a number, not made yet. */
  public static Path free(Path runs) {
    int number = 1;
    while (Files.exists(runs.resolve(Integer.toString(number)))) {
      number++;
    }
    return runs.resolve(Integer.toString(number));
  }

  /**
   * A weight file by its own name or by its run's folder: the weights that the run's report is about.
   *
   * @throws UserProblem where a folder holds no weights
   */
  public static Path file(Path weights) {
    if (!Files.isDirectory(weights)) {
      return weights;
    }
    Path best = weights.resolve(BEST);
    Path last = weights.resolve(LAST);
    if (!Files.exists(last) && !Files.exists(best)) {
      UserProblem problem = UserProblem.of(RuntimeProblem.CHECKPOINT_MISSING, weights + " holds no weights");
      throw Files.isDirectory(weights.resolve(fold(0)))
          ? problem.hint("it holds those of folds: " + weights.resolve(fold(0)))
          : problem;
    }
    boolean takeBest = !Files.exists(last)
        || Files.exists(best) && CHOSE_BEST.equals(Checkpoint.notes(last).get(CHOSEN));
    return takeBest ? best : last;
  }
}
