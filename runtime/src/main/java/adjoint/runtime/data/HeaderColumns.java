package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds the columns that fields name. */
record HeaderColumns(String file, List<String> header) {

  /**
   * The positions that a field reads, in order.
   *
   * @throws UserProblem where a name isn't there, or where there are more or fewer than the field's type takes
   */
  List<Integer> of(Field field) {
    List<Integer> found = new ArrayList<>();
    if (field.selection() instanceof Selection.Column column) {
      found.add(named(column.name(), field));
    } else if (field.selection() instanceof Selection.Columns columns) {
      for (String pattern : columns.patterns()) {
        found.addAll(matching(pattern, field));
      }
    } else if (field.selection() instanceof Selection.Argument argument) {
      found.addAll(called(argument, field));
    } else {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, file + " is a table, it has columns and no arrays")
          .at(field.place())
          .hint("write column(\"name\") or columns(\"pattern\")");
    }
    checkCount(field, found);
    return found;
  }

  private List<Integer> called(Selection.Argument argument, Field field) {
    if (header.contains(argument.name())) {
      return List.of(named(argument.name(), field));
    }
    List<Integer> places = IntStream.range(0, header.size())
        .filter(i -> header.get(i).startsWith(argument.name() + "_") && isPlace(header.get(i))).boxed()
        .collect(Collectors.toList());
    if (places.isEmpty() && argument.alone()) {
      return IntStream.range(0, header.size()).boxed().collect(Collectors.toList());
    }
    if (places.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, file + " has no column for " + argument.name())
          .hint("columns are called as the model's arguments: " + Words.quoted(argument.name())
              + (TextCells.cells(field) == 1
                  ? ""
                  : ", or " + Words.quoted(argument.name() + "_0") + " to "
                      + Words.quoted(argument.name() + "_" + (field.count() - 1)))
              + "; there are " + Words.some(header));
    }
    return places;
  }

  private static boolean isPlace(String column) {
    return Character.isDigit(column.charAt(column.length() - 1));
  }

  private List<Integer> matching(String pattern, Field field) {
    int range = pattern.indexOf("..");
    if (range > 0 && !header.contains(pattern)) {
      int first = named(pattern.substring(0, range), field);
      int last = named(pattern.substring(range + 2), field);
      return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toList());
    }
    if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
      return List.of(named(pattern, field));
    }
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (fits(header.get(i), 0, pattern, 0)) {
        found.add(i);
      }
    }
    if (found.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, "no column of " + file + " matches " + Words.quoted(pattern))
          .at(field.place()).hint(whatThereIs());
    }
    return found;
  }

  /** Whether a name fits a pattern of `*` and `?`. */
  static boolean fits(String name, String pattern) {
    return fits(name, 0, pattern, 0);
  }

  /** Whether the rest of a name fits the rest of a pattern. */
  private static boolean fits(String name, int at, String pattern, int from) {
    if (from == pattern.length()) {
      return at == name.length();
    }
    if (pattern.charAt(from) != '*') {
      boolean same = at < name.length() && (pattern.charAt(from) == '?' || pattern.charAt(from) == name.charAt(at));
      return same && fits(name, at + 1, pattern, from + 1);
    }
    boolean fits = false;
    for (int next = at; next <= name.length() && !fits; next++) {
      fits = fits(name, next, pattern, from + 1);
    }
    return fits;
  }

  private int named(String name, Field field) {
    int at = header.indexOf(name);
    if (at >= 0 && at == header.lastIndexOf(name)) {
      return at;
    }
    if (at >= 0) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, file + " has several columns " + Words.quoted(name))
          .at(field.place())
          .hint("give them different names");
    }
    Optional<String> near = oneColumn() ? Optional.empty() : Similar.nearest(name, header);
    throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, file + " has no column " + Words.quoted(name)).at(field.place())
        .hint(near.map(n -> "did you mean " + Words.quoted(n) + "?").orElseGet(this::whatThereIs));
  }

  /** A table with another separator is read as one column. */
  private boolean oneColumn() {
    return header.size() == 1 && header.get(0).contains(";");
  }

  private String whatThereIs() {
    if (oneColumn()) {
      return "its cells are parted by semicolons: csv(\"" + file + "\", separator = \";\")";
    }
    boolean numbers = header.stream().allMatch(h -> Decimal.parse(h).isPresent());
    return numbers
        ? "its first line has only numbers: if that is no header, write csv(\"" + file
            + "\", header = false)"
        : "its columns: " + Words.some(header);
  }

  private void checkCount(Field field, List<Integer> found) {
    int wanted = TextCells.cells(field);
    boolean series = field.series() != Field.Series.ROW;
    boolean fits = series ? field.count() % found.size() == 0 : found.size() == wanted;
    if (!fits) {
      String names = found.stream().map(header::get)
          .collect(Collectors.collectingAndThen(Collectors.toList(), Words::some));
      throw UserProblem.of(RuntimeProblem.COLUMN_COUNT, field.name() + " takes " + Words.count(wanted, "number") + " "
          + field.axes() + ", but " + Words.count(found.size(), "column") + " of " + file + " "
          + (found.size() == 1 ? "is" : "are") + " selected: " + names).at(field.place());
    }
  }
}
