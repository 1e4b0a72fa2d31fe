package adjoint.runtime.data;

import java.util.List;

/** A field's values as they were read, before statistics of the training examples are applied. */
sealed interface Raw {

  /** The numbers of a row. */
  int width();

  /** Nothing to wait for. */
  record Ready(ColumnValues column) implements Raw {
    @Override
    public int width() {
      return column.width();
    }
  }

  /** Awaits statistics; NaN where a value is missing. */
  record Unfitted(double[] values, int width) implements Raw {}

  /** Awaits a vocabulary: positions in `names`, which stand in the order in which they were met. */
  record Named(int[] positions, int width, List<String> names) implements Raw {}
}
