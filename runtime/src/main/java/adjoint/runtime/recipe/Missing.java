package adjoint.runtime.recipe;

/** What to do where a cell is missing: empty, `NA`, `NULL` or the like, or what the source says. */
public sealed interface Missing {

  /** A missing value is a mistake in the data: stop and say where. */
  record Error() implements Missing {}

  /** Leave the example out. */
  record Drop() implements Missing {}

  /** The column's mean over the training examples. */
  record Mean() implements Missing {}

  record Constant(double value) implements Missing {}
}
