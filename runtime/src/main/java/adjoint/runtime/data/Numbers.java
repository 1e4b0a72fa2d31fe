package adjoint.runtime.data;

import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import java.util.Arrays;

/** Numbers that grow row by row, kept in the narrowest form that their field needs. */
sealed interface Numbers {

  long LONGEST = Integer.MAX_VALUE - 8L;

  void append(double[] row);

  /** The length of a larger array that has room for more. */
  static int grown(int length, int more) {
    long least = length + (long) more;
    if (least > LONGEST) {
      throw UserProblem.of(Problem.TOO_LARGE, "these data have more numbers than fit one array, 2 billion");
    }
    return (int) Math.min(LONGEST, Math.max(length + (long) length / 2, least));
  }

  final class Floats implements Numbers {
    private float[] values = new float[1024];
    private int length;

    @Override
    public void append(double[] row) {
      if (length + row.length > values.length) {
        values = Arrays.copyOf(values, grown(values.length, row.length));
      }
      for (int i = 0; i < row.length; i++) {
        values[length + i] = (float) row[i];
      }
      length += row.length;
    }

    float[] values() {
      return Arrays.copyOf(values, length);
    }
  }

  final class Doubles implements Numbers {
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

  final class Ints implements Numbers {
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

    int[] values() {
      return Arrays.copyOf(values, length);
    }
  }
}
