package adjoint.runtime.data;

import java.util.Arrays;

/** The numbers of an example that has a length of its own: the tokens of a text, the windows of a sound one after another. */
final class RecentSequence implements GrowingNumbers {

  private double[] values = {};
  private int length;

  @Override
  public void append(double[] row) {
    if (length + row.length > values.length) {
      values = Arrays.copyOf(values, GrowingNumbers.grown(values.length, row.length));
    }
    System.arraycopy(row, 0, values, length, row.length);
    length += row.length;
  }

  @Override
  public void forget() {
    length = 0;
  }

  /** All of them; the next example begins anew. */
  double[] take() {
    double[] all = Arrays.copyOf(values, length);
    forget();
    return all;
  }
}
