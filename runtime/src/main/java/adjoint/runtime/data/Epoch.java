package adjoint.runtime.data;

import adjoint.runtime.recipe.Schedule;

/**
 * An epoch of training, which decides how its examples are changed.
 *
 * @param number from 0 on
 */
public record Epoch(int seed, int number) {

  /**
   * That of an update.
   *
   * @param done the updates of the run before it
   */
  public static Epoch of(int seed, int done, Schedule.Run run) {
    return new Epoch(seed, (int) (done / run.stepsPerEpoch()));
  }
}
