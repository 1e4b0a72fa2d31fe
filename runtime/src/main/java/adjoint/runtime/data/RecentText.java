package adjoint.runtime.data;

/** The tokens of the last row's text. */
final class RecentText implements GrowingNumbers {

  private int[] tokens = {};

  @Override
  public void append(double[] row) {
    tokens = TextBatch.tokens(row);
  }

  int[] tokens() {
    return tokens;
  }
}
