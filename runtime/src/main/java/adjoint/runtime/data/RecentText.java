package adjoint.runtime.data;

/** The tokens of the last row's text. */
final class RecentText implements GrowingNumbers {

  private int[] tokens = {};

  @Override
  public void append(double[] row) {
    tokens = new int[row.length];
    for (int i = 0; i < row.length; i++) {
      tokens[i] = (int) row[i];
    }
  }

  int[] tokens() {
    return tokens;
  }
}
