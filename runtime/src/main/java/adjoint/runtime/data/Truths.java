package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.Locale;

/** Cells that are true or false. */
final class Truths {

  private Truths() {}

  /**
   * 1 for true, 0 for false.
   *
   * @param where the cell is, for messages
   */
  static double of(Field field, String cell, String where) {
    switch (cell.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "1.0" -> {
        return 1;
      }
      case "0", "false", "no", "0.0" -> {
        return 0;
      }
      default -> throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER,
          where + " is " + Words.quoted(cell) + ", which is neither true nor false").at(field.place())
          .hint("a bool is 1, true or yes; 0, false or no");
    }
  }
}
