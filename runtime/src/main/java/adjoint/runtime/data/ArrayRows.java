package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.List;

/** The rows of one array for one field. */
final class ArrayRows implements Rows {
  private final NumberArray array;
  private final FieldCells cells;
  private int row;

  ArrayRows(NumberArray array, FieldCells cells) {
    this.array = array;
    this.cells = cells;
  }

  @Override
  public boolean next() {
    boolean kept = false;
    while (!kept && row < array.rows()) {
      readRow(cells, array, row);
      kept = !cells.dropped();
      cells.endRow(kept, where(array, row));
      row++;
    }
    return kept;
  }

  @Override
  public void close() {}

  /** Those of an array; a single example, which lacks the axis that counts examples, is one row. */
  static Rows of(NumberArray array, Field field, Rows.Cells maker) {
    if (TextCells.isSequence(field)) {
      boolean whole = array.shape().size() == field.axes().size();
      return new OneSequence(whole ? new NumberArray(array.file(), List.of(1, all(array)), array.elements()) : array,
          field, maker);
    }
    NumberArray stacked = stacked(array, field);
    checkWidth(stacked, field);
    if (stacked.rows() == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, array.file() + " holds no examples");
    }
    return new ArrayRows(stacked, maker.of(field, stacked.width()));
  }

  private static int all(NumberArray array) {
    return Math.toIntExact(Math.multiplyExact((long) array.rows(), array.width()));
  }

  private static NumberArray stacked(NumberArray array, Field field) {
    long count = array.shape().stream().mapToLong(s -> s).reduce(1, (a, b) -> a * b);
    boolean single = array.width() != field.count() && count == field.count() && field.series() == Field.Series.ROW;
    return single ? new NumberArray(array.file(), List.of(1, field.count()), array.elements()) : array;
  }

  static void checkWidth(NumberArray array, Field field) {
    boolean series = field.series() != Field.Series.ROW;
    if (series ? array.width() == 0 || field.count() % array.width() != 0 : array.width() != field.count()) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, field.name() + " takes " + Words.count(field.count(), "number")
          + " an example "
          + field.axes() + ", but " + array.file() + " is " + array.shapeWords() + ", " + Words.count(array.width())
          + " an example").at(field.place());
    }
  }

  static FieldCells.Where where(NumberArray array, int row) {
    return at -> array.file() + ", example " + row;
  }

  static void readRow(FieldCells cells, NumberArray array, int row) {
    int width = array.width();
    FieldCells.Where where = where(array, row);
    for (int j = 0; j < width; j++) {
      read(cells, array, row * width + j, j, where);
    }
  }

  /** Hands on one of an array's numbers. */
  static void read(FieldCells cells, NumberArray array, int from, int cell, FieldCells.Where where) {
    double value = array.elements().at(from);
    if (cells.collects() && !Double.isNaN(value)) {
      cells.name(cell, Words.number(value), where);
    } else {
      cells.number(cell, value, where);
    }
  }
}
