package adjoint.runtime.data;

/** The values of a field for all rows of a table, `width` numbers a row, without gaps. */
sealed interface ColumnValues {

  int SHORT = 16;

  int width();

  /** REAL values. */
  record Reals(float[] values, int width) implements ColumnValues {}

  /** REAL values that were bytes, a quarter of the memory: byte `b` stands for `table[b & 255]`. */
  record Bytes(byte[] values, int width, float[] table) implements ColumnValues {}

  /** INT and BOOL values. */
  record Ints(int[] values, int width) implements ColumnValues {}

  /**
   * Copies examples one after another to where a batch wants them; only the array of the field's element type is
   * touched.
   *
   * @param order of which the entries from `from` to `to` are taken
   * @param first the row, of example 0, that is copied first
   * @param count the numbers of an example
   */
  static void gather(ColumnValues column, int[] order, int from, int to, int first, int count, float[] reals,
      int[] ints) {
    int width = column.width();
    if (column instanceof Reals r) {
      for (int i = from; i < to; i++) {
        copy(r.values(), (order[i] + first) * width, reals, (i - from) * count, count);
      }
    } else if (column instanceof Bytes b) {
      for (int i = from; i < to; i++) {
        expand(b.values(), (order[i] + first) * width, b.table(), reals, (i - from) * count, count);
      }
    } else if (column instanceof Ints n) {
      for (int i = from; i < to; i++) {
        copy(n.values(), (order[i] + first) * width, ints, (i - from) * count, count);
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
