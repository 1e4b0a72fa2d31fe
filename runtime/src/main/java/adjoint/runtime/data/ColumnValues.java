package adjoint.runtime.data;

/** The values of a field for all rows of a table, `width` numbers a row, without gaps. */
sealed interface ColumnValues {

  int SHORT = 16;

  int width();

  /**
   * Copies examples one after another to where a batch wants them; only the array of the field's element type is
   * touched.
   *
   * @param order of which the entries from `from` to `to` are taken
   * @param first the row, of example 0, that is copied first
   * @param count the numbers of an example
   */
  void gather(int[] order, int from, int to, int first, int count, float[] reals, int[] ints);

  /** REAL values. */
  record Reals(float[] values, int width) implements ColumnValues {
    @Override
    public void gather(int[] order, int from, int to, int first, int count, float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        copy(values, (order[i] + first) * width, reals, (i - from) * count, count);
      }
    }
  }

  /** REAL values that were bytes, a quarter of the memory: byte `b` stands for `table[b & 255]`. */
  record Bytes(byte[] values, int width, float[] table) implements ColumnValues {
    @Override
    public void gather(int[] order, int from, int to, int first, int count, float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        expand(values, (order[i] + first) * width, table, reals, (i - from) * count, count);
      }
    }
  }

  /** INT and BOOL values. */
  record Ints(int[] values, int width) implements ColumnValues {
    @Override
    public void gather(int[] order, int from, int to, int first, int count, float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        copy(values, (order[i] + first) * width, ints, (i - from) * count, count);
      }
    }
  }

  /** Rows of tiny nets are shorter than a call of the JDK's copying takes. */
  private static void copy(float[] values, int at, float[] to, int start, int count) {
    if (count > SHORT) {
      System.arraycopy(values, at, to, start, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[start + i] = values[at + i];
    }
  }

  private static void copy(int[] values, int at, int[] to, int start, int count) {
    if (count > SHORT) {
      System.arraycopy(values, at, to, start, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[start + i] = values[at + i];
    }
  }

  private static void expand(byte[] bytes, int from, float[] table, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = table[bytes[from + i] & 255];
    }
  }
}
