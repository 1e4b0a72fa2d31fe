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
  private final TextBatch texts;
  private int example;

  private Encoder(Field field, int input, List<Fitted> fitted, float[] reals, int[] ints, TextBatch texts) {
    this.field = JsonExample.whole(field);
    this.cells = new FieldCells(this.field, TextCells.cells(field), Optional.of(Fitted.of(field, fitted)), this);
    this.where = at -> field.name() + (TextCells.cells(field) == 1 ? "" : "[" + at + "]");
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
      TextBatch texts) {
    List<Encoder> encoders = new ArrayList<>();
    for (Field field : TextBatch.read(inputs)) {
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

  /** The number of values that an example has: one, of a text. */
  public int count() {
    return TextCells.cells(field);
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
      cells.number(i, finite(values[i], i), where);
    }
    end(number);
  }

  public void put(int number, int[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.number(i, values[i], where);
    }
    end(number);
  }

  public void put(int number, boolean[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.name(i, Boolean.toString(values[i]), where);
    }
    end(number);
  }

  public void put(int number, String[] values) {
    for (int i = 0; i < values.length; i++) {
      cells.name(i, values[i], where);
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
      fields.add(encoder.field);
      cells.add(encoder.cells);
    }
    return JsonExample.read(example, fields, cells, place);
  }

  private float finite(float value, int at) {
    if (Float.isInfinite(value)) {
      throw FieldCells.notFinite(field, where.words(at), value);
    }
    return value;
  }

  private void end(int number) {
    example = number;
    if (cells.dropped()) {
      cells.endRow(false, where);
      throw FieldCells.isMissing(field, where.words(0));
    }
    cells.endRow(true, where);
  }

  @Override
  public void append(double[] row) {
    if (TextCells.readsText(field)) {
      texts.put(input, example, TextBatch.tokens(row));
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
