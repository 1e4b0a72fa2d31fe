package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Element;
import java.util.function.IntSupplier;

/** The last rows of a field, out of which examples are copied. */
final class RecentRows implements GrowingNumbers {

  private final Field field;
  private final int width;
  private final IntSupplier reach;
  private double[] rows = {};
  private int kept;
  private int seen;

  /** @param reach how many rows are needed; asked at the first */
  RecentRows(Field field, int width, IntSupplier reach) {
    this.field = field;
    this.width = width;
    this.reach = reach;
  }

  Field field() {
    return field;
  }

  int width() {
    return width;
  }

  @Override
  public void append(double[] row) {
    if (seen == 0) {
      kept = reach.getAsInt();
      rows = new double[Math.multiplyExact(kept, width)];
    }
    System.arraycopy(row, 0, rows, seen % kept * width, width);
    seen++;
  }

  /**
   * Copies some rows to where a batch wants them; only the array of the field's element type is touched.
   *
   * @param first of the kept rows, the oldest is 0
   */
  void copy(int first, int count, int example, float[] reals, int[] ints) {
    int to = example * count * width;
    for (int row = first; row < first + count; row++) {
      int from = (seen + row) % kept * width;
      for (int i = from; i < from + width; i++) {
        if (field.element() == Element.REAL) {
          reals[to++] = (float) rows[i];
        } else {
          ints[to++] = (int) rows[i];
        }
      }
    }
  }
}
