package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import java.io.Closeable;
import java.io.IOException;

/** Rows of an input, one after another, each put where {@link FieldCells} put them. */
interface Rows extends Closeable {

  /** Reads on until a row was kept; false at the end. */
  boolean next() throws IOException;

  /** What reads a field's cells. */
  @FunctionalInterface
  interface Cells {
    FieldCells of(Field field, int width);
  }
}
