package adjoint.runtime.data;

import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Treats a field's values as training data were treated, and puts them where a kernel reads them. For one thread.
 *
 * <p><i>Aliasing</i>: writes into the arrays that it was made with; keeps none that it is given.
 *
 * <p><i>Errors</i>: a {@link UserProblem} for a value that training data couldn't have had.
 */
public final class Encoder implements GrowingNumbers {

  private final Field field;
  private final FieldCells cells;
  private final FieldCells.Where where;
  private final int input;
  private final float[] reals;
  private final int[] ints;
  private final SequenceBatch texts;
  private final RecentSequence sequence = new RecentSequence();
  private final int width;
  private int example;

  private Encoder(Field field, int input, List<Fitted> fitted, float[] reals, int[] ints, SequenceBatch texts) {
    this.field = JsonExample.whole(field);
    this.width = TextCells.cells(field);
    this.cells = new FieldCells(this.field, width, Optional.of(Fitted.of(field, fitted)), this);
    this.where = at -> field.name() + (width == 1 ? "" : "[" + at + "]");
    this.input = input;
    this.reals = reals;
    this.ints = ints;
    this.texts = texts;
  }

  /**
   * One for each of a model's inputs that is read, in their order.
   *
   * @param reals for each input, where REAL values go, an example after the other
   * @param ints where other values go
   * @param texts where tokens go
   */
  public static List<Encoder> of(List<Field> inputs, List<Fitted> fitted, float[][] reals, int[][] ints,
      SequenceBatch texts) {
    List<Encoder> encoders = new ArrayList<>();
    for (Field field : SequenceBatch.read(inputs)) {
      int input = inputs.indexOf(field);
      encoders.add(new Encoder(field, input, fitted, reals[input], ints[input], texts));
    }
    return encoders;
  }

  public String name() {
    return field.name();
  }

  public List<Axis> axes() {
    return field.axes();
  }

  /** The number of values that an example has: one, of a text; of a sequence, that of each of its places. */
  public int count() {
    return width;
  }

  /** Whether examples are sequences of any length, of numbers or positions. */
  public boolean isSequence() {
    return TextCells.isSequence(field);
  }

  /** Whether an example may have so many values. */
  public boolean takes(int values) {
    return TextCells.isSequence(field) ? values > 0 && values % width == 0 : values == width;
  }

  /** Whether its values are words. */
  public static boolean readsNames(Field field) {
    return FieldCells.readsNames(field);
  }

  /** Whether its values are texts. */
  public static boolean readsText(Field field) {
    return TextCells.readsText(field);
  }

  public void put(int number, float[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.number(i % width, finite(values[i], i), where);
      endRow(i, values.length);
    }
    end(number);
  }

  public void put(int number, int[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.number(i % width, values[i], where);
      endRow(i, values.length);
    }
    end(number);
  }

  public void put(int number, boolean[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.name(i % width, Boolean.toString(values[i]), where);
      endRow(i, values.length);
    }
    end(number);
  }

  public void put(int number, String[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.name(i % width, values[i], where);
      endRow(i, values.length);
    }
    end(number);
  }

  /**
   * Reads one example for several fields out of JSON.
   *
   * @param place of the example, for messages
   * @return whether it stays, rather than being dropped for a missing value
   */
  public static boolean put(List<Encoder> encoders, int number, Json example, String place) {
    List<Field> fields = new ArrayList<>();
    List<FieldCells> cells = new ArrayList<>();
    for (Encoder encoder : encoders) {
      encoder.example = number;
      encoder.sequence.forget();
      fields.add(encoder.field);
      cells.add(encoder.cells);
    }
    boolean kept = JsonExample.read(example, fields, cells, place);
    for (Encoder encoder : encoders) {
      encoder.keep();
    }
    return kept;
  }

  private float finite(float value, int at) {
    if (Float.isInfinite(value)) {
      throw FieldCells.notFinite(field, where.words(at), value);
    }
    return value;
  }

  /** Ends one of several rows that an example has, but for the last. */
  private void endRow(int at, int values) {
    if (at == 0) {
      sequence.forget();
    }
    if (at % width == width - 1 && at < values - 1) {
      cells.endRow(true, where);
    }
  }

  private void end(int number) {
    example = number;
    if (cells.dropped()) {
      cells.endRow(false, where);
      throw FieldCells.isMissing(field, where.words(0));
    }
    cells.endRow(true, where);
    keep();
  }

  private void keep() {
    if (SequenceBatch.isKept(field)) {
      texts.put(input, example, sequence.take());
    }
  }

  @Override
  public void append(double[] row) {
    if (SequenceBatch.isKept(field)) {
      sequence.append(row);
      return;
    }
    int at = example * row.length;
    for (int i = 0; i < row.length; i++) {
      if (ints.length == 0) {
        reals[at + i] = (float) row[i];
      } else {
        ints[at + i] = (int) row[i];
      }
    }
  }
}
