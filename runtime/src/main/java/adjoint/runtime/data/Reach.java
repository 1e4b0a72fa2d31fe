package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import java.util.ArrayList;
import java.util.List;

/** The rows that a field of example 0 reads. */
record Reach(int first, int rows) {

  /** For each field, given the numbers that it has in a row. */
  static List<Reach> of(List<Field> fields, List<Integer> widths) {
    int window = longest(fields, widths, Field.Series.WINDOW, 1);
    List<Reach> reaches = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      int rows = fields.get(i).count() / widths.get(i);
      reaches.add(switch (fields.get(i).series()) {
        case ROW -> new Reach(window - 1, 1);
        case WINDOW -> new Reach(window - rows, rows);
        case AFTER -> new Reach(window, rows);
      });
    }
    return reaches;
  }

  static int longest(List<Field> fields, List<Integer> widths, Field.Series series, int least) {
    int longest = least;
    for (int i = 0; i < fields.size(); i++) {
      longest = fields.get(i).series() == series ? Math.max(longest, fields.get(i).count() / widths.get(i)) : longest;
    }
    return longest;
  }
}
