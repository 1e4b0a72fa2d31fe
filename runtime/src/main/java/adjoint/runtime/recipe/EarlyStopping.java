package adjoint.runtime.recipe;

/**
 * Stop when the validation split (the training split where there is none) hasn't become better for some epochs, and go
 * back to the best weights.
 *
 * @param metric `loss` or the name of a metric
 * @param patience epochs without improvement
 * @param least an improvement counts where it is more than this
 */
public record EarlyStopping(String metric, Direction direction, int patience, double least) {

  public enum Direction {
    LOWER_IS_BETTER, HIGHER_IS_BETTER
  }
}
