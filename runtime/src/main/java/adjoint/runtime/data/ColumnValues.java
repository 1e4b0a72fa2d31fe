package adjoint.runtime.data;

import adjoint.runtime.picture.Augmenting;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import java.util.Arrays;
import java.util.Optional;

/** The values of a field for all rows of a table, `width` numbers a row, without gaps. */
sealed interface ColumnValues {

  int SHORT = 16;

  int width();

  /** How many rows there are. */
  int rows();

  /**
   * Copies examples one after another to where a batch wants them; only the array of the field's element type is
   * touched.
   *
   * @param order of which the entries from `from` to `to` are taken
   * @param stride the rows from one example to the next
   * @param first the row, of example 0, that is copied first
   * @param count the numbers of an example
   */
  void gather(int[] order, int from, int to, int stride, int first, int count,
      float[] reals, int[] ints);

  /** Rows of lengths of their own; in a batch the shorter ones are filled up. */
  sealed interface OfLengths extends ColumnValues {

    /** Where a row begins, and where the last one ends, in what lengths count. */
    int[] starts();

    default int length(int row) {
      return starts()[row + 1] - starts()[row];
    }

    @Override
    default int rows() {
      return starts().length - 1;
    }
  }

  /** REAL values. */
  record Reals(float[] values, int width) implements ColumnValues {
    @Override
    public int rows() {
      return values.length / Math.max(1, width);
    }

    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        copy(values, (order[i] * stride + first) * width, reals, (i - from) * count, count);
      }
    }
  }

  /** REAL values that were bytes, a quarter of the memory: byte `b` stands for `table[b & 255]`. */
  record Bytes(byte[] values, int width, float[] table) implements ColumnValues {
    @Override
    public int rows() {
      return values.length / Math.max(1, width);
    }

    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        expand(values, (order[i] * stride + first) * width, table, reals, (i - from) * count, count);
      }
    }
  }

  /** REAL values in a file. */
  record Filed(NumberFile numbers, int width) implements ColumnValues {
    @Override
    public int rows() {
      return (int) (numbers.count() / Math.max(1, width));
    }

    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        long at = ((long) order[i] * stride + first) * width;
        for (int j = 0; j < count; j++) {
          reals[(i - from) * count + j] = (float) numbers.at(at + j);
        }
      }
    }
  }

  /** REAL values in a file, to which what their field learnt is applied whenever they are asked for. */
  record Treated(NumberFile numbers, int width, Field field, Fitted fitted) implements ColumnValues {
    @Override
    public int rows() {
      return (int) (numbers.count() / Math.max(1, width));
    }

    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      double[] batch = new double[(to - from) * count];
      for (int i = from; i < to; i++) {
        FiledFitting.read(numbers, ((long) order[i] * stride + first) * width, batch, (i - from) * count, count);
      }
      Treatment.transform(field, batch, fitted);
      for (int i = 0; i < batch.length; i++) {
        reals[i] = (float) batch[i];
      }
    }
  }

  /** INT and BOOL values. */
  record Ints(int[] values, int width) implements ColumnValues {
    @Override
    public int rows() {
      return values.length / Math.max(1, width);
    }

    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        copy(values, (order[i] * stride + first) * width, ints, (i - from) * count, count);
      }
    }
  }

  /**
   * INT values, whose lengths count values.
   *
   * @param width the numbers of a row where batches have all the same; 1 where each batch has those of its longest
   * @param padding what fills up
   */
  record Ragged(int[] values, int[] starts, int width, int padding) implements OfLengths {
    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        int row = order[i] * stride + first;
        int at = (i - from) * count;
        System.arraycopy(values, starts[row], ints, at, length(row));
        Arrays.fill(ints, at + length(row), at + count, padding);
      }
    }
  }

  /**
   * REAL values, whose lengths count windows; 0 fills up.
   *
   * @param width the numbers of a window
   */
  record RaggedReals(float[] values, int[] starts, int width) implements OfLengths {
    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        int row = order[i] * stride + first;
        int at = (i - from) * count;
        int own = length(row) * width;
        System.arraycopy(values, starts[row] * width, reals, at, own);
        Arrays.fill(reals, at + own, at + count, 0);
      }
    }
  }

  /**
   * Pictures, a byte a sample: byte `b` of channel `c` stands for `table[b * channels + c]`.
   *
   * @param change what becomes of them in training
   */
  record Pictured(PictureRows pictures, int rows, PictureAxes axes, float[] table,
      Transform.Augmentation change) implements ColumnValues {
    @Override
    public int width() {
      return axes.count();
    }

    @Override
    public void gather(int[] order, int from, int to, int stride, int first, int count,
        float[] reals, int[] ints) {
      for (int i = from; i < to; i++) {
        expand(pictures.of(order[i]), reals, (i - from) * count);
      }
    }

    /** A row's picture, in training as an epoch has it. */
    byte[] picture(int row, Optional<Epoch> epoch) {
      return epoch.isPresent() && !change.equals(Transform.Augmentation.NONE)
          ? Augmenting.changed(pictures.of(row), change, axes, epoch.get().seed(), epoch.get().number(), row)
          : pictures.of(row);
    }

    /** Puts pictures where a batch wants them. */
    void put(byte[][] batch, float[] reals) {
      for (int i = 0; i < batch.length; i++) {
        expand(batch[i], reals, i * axes.count());
      }
    }

    private void expand(byte[] samples, float[] to, int at) {
      int channels = axes.channels();
      for (int i = 0; i < samples.length; i++) {
        to[at + axes.place(i)] = table[(samples[i] & 255) * channels + i % channels];
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
