package adjoint.runtime.data;

/** The values of a field for all rows of a table, `width` numbers a row, without gaps. */
sealed interface Column {

  int width();

  /** REAL values. */
  record Reals(float[] values, int width) implements Column {}

  /** REAL values that were bytes, a quarter of the memory: byte `b` stands for `table[b & 255]`. */
  record Bytes(byte[] values, int width, float[] table) implements Column {}

  /** INT and BOOL values. */
  record Ints(int[] values, int width) implements Column {}

  /** Copies whole rows to where a batch wants them; only the array of the field's element type is touched. */
  static void copy(Column column, int row, int rows, float[] reals, int[] ints, int at) {
    int from = row * column.width();
    int count = rows * column.width();
    if (column instanceof Reals r) {
      System.arraycopy(r.values(), from, reals, at, count);
    } else if (column instanceof Bytes b) {
      expand(b.values(), from, b.table(), reals, at, count);
    } else if (column instanceof Ints i) {
      System.arraycopy(i.values(), from, ints, at, count);
    }
  }

  private static void expand(byte[] bytes, int from, float[] table, float[] to, int at, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] = table[bytes[from + i] & 255];
    }
  }
}
