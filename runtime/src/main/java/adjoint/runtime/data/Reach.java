package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import java.util.ArrayList;
import java.util.List;

/** The rows that a field of example 0 reads. */
record Reach(int first, int rows) {

  /** For each field, given the numbers that it has in a row. */
  static List<Reach> of(List<Field> fields, List<Integer> widths) {
    int window = window(fields, widths);
    List<Reach> reaches = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      int rows = rows(fields.get(i), widths.get(i));
      reaches.add(switch (fields.get(i).series()) {
        case ROW -> new Reach(window - 1, 1);
        case WINDOW -> new Reach(window - rows, rows);
        case NEXT -> new Reach(window - rows + 1, rows);
        case AFTER -> new Reach(window, rows);
      });
    }
    return reaches;
  }

  private static int rows(Field field, int width) {
    return field.open().isPresent() ? 1 : field.count() / width;
  }

  /** The rows of the longest window. */
  static int window(List<Field> fields, List<Integer> widths) {
    return longest(fields, widths, Field.Series.NEXT, longest(fields, widths, Field.Series.WINDOW, 1));
  }

  /** The rows that an example reads behind its windows. */
  static int behind(List<Field> fields, List<Integer> widths) {
    return longest(fields, widths, Field.Series.AFTER, fields.stream().anyMatch(f -> f.series() == Field.Series.NEXT)
        ? 1
        : 0);
  }

  private static int longest(List<Field> fields, List<Integer> widths, Field.Series series, int least) {
    int longest = least;
    for (int i = 0; i < fields.size(); i++) {
      longest = fields.get(i).series() == series
          ? Math.max(longest, rows(fields.get(i), widths.get(i)))
          : longest;
    }
    return longest;
  }
}
