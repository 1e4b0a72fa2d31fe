package adjoint.runtime.data;

import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
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
  private final float[] reals;
  private final int[] ints;
  private int example;

  /**
   * @param reals where REAL values go, an example after the other
   * @param ints where other values go
   */
  public Encoder(Field field, List<Fitted> fitted, float[] reals, int[] ints) {
    this.field = JsonExample.whole(field);
    this.cells = new FieldCells(this.field, field.count(), Optional.of(Fitted.of(field, fitted)), this);
    this.where = at -> field.name() + (field.axes().isEmpty() ? "" : "[" + at + "]");
    this.reals = reals;
    this.ints = ints;
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
