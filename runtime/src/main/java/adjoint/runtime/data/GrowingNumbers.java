package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers that grow row by row, kept in the narrowest form that their field needs. Not sealed: what it permitted, a jar would hold.
 */
interface GrowingNumbers {

  long LONGEST = Integer.MAX_VALUE - 8L;

  void append(double[] row);

  /** Drops what was appended of an example that isn't kept; where an example is one row there is nothing of it. */
  default void forget() {}

  /** The length of a larger array that has room for more. */
  static int grown(int length, int more) {
    return (int) Math.min(LONGEST, Math.max(length + (long) length / 2, fitting(length + (long) more)));
  }

  /** A length that an array can have. */
  static int fitting(long length) {
    if (length > LONGEST) {
      throw UserProblem.of(RuntimeProblem.TOO_LARGE, "these data have more numbers than fit one array, 2 billion");
    }
    return (int) length;
  }

  /** In pieces, since images are many numbers and a growing array is copied again and again. */
  final class Floats implements GrowingNumbers {
    private static final int PIECE = 1 << 20;
    private final List<float[]> full = new ArrayList<>();
    private float[] piece = new float[1024];
    private int length;

    @Override
    public void append(double[] row) {
      if (length + row.length > piece.length) {
        next(row.length);
      }
      for (int i = 0; i < row.length; i++) {
        piece[length + i] = (float) row[i];
      }
      length += row.length;
    }

    private void next(int least) {
      full.add(Arrays.copyOf(piece, length));
      piece = new float[Math.max(PIECE, least)];
      length = 0;
    }

    float[] values() {
      long all = full.stream().mapToLong(p -> p.length).sum() + length;
      float[] values = new float[fitting(all)];
      int at = 0;
      for (float[] each : full) {
        System.arraycopy(each, 0, values, at, each.length);
        at += each.length;
      }
      System.arraycopy(piece, 0, values, at, length);
      return values;
    }
  }

  final class Doubles implements GrowingNumbers {
    private double[] values = new double[1024];
    private int length;

    @Override
    public void append(double[] row) {
      if (length + row.length > values.length) {
        values = Arrays.copyOf(values, grown(values.length, row.length));
      }
      System.arraycopy(row, 0, values, length, row.length);
      length += row.length;
    }

    double[] values() {
      return Arrays.copyOf(values, length);
    }
  }

  final class Ints implements GrowingNumbers {
    private int[] values = new int[256];
    private int length;

    @Override
    public void append(double[] row) {
      if (length + row.length > values.length) {
        values = Arrays.copyOf(values, grown(values.length, row.length));
      }
      for (int i = 0; i < row.length; i++) {
        values[length + i] = (int) row[i];
      }
      length += row.length;
    }

    void append(int[] more) {
      if (length + more.length > values.length) {
        values = Arrays.copyOf(values, grown(values.length, more.length));
      }
      System.arraycopy(more, 0, values, length, more.length);
      length += more.length;
    }

    int[] values() {
      return Arrays.copyOf(values, length);
    }
  }
}
