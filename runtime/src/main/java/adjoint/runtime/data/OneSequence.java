package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;

/** An array as the only example of a field that has a length of its own. */
final class OneSequence implements Rows {

  private final NumberArray array;
  private final FieldCells cells;
  private boolean read;

  /** @throws UserProblem where the array isn't a sequence of what the field has at each place */
  OneSequence(NumberArray array, Field field, Rows.Cells maker) {
    int width = TextCells.cells(field);
    if (array.width() == 0 || array.rows() != 1 || array.width() % width != 0) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, array.file() + " is " + array.shapeWords() + ", but "
          + field.name() + " takes one sequence " + field.axes() + ", " + Words.count(width, "number") + " a place")
          .at(field.place());
    }
    this.array = array;
    this.cells = maker.of(field, width);
  }

  @Override
  public boolean next() {
    if (read) {
      return false;
    }
    read = true;
    int width = cells.width();
    for (int at = 0; at < array.width(); at++) {
      ArrayRows.read(cells, array, at, at % width, ArrayRows.where(array, 0));
      if (at % width == width - 1) {
        cells.endRow(true, ArrayRows.where(array, 0));
      }
    }
    return true;
  }

  @Override
  public void close() {}
}
