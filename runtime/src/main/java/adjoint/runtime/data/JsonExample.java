package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads one example out of JSON. Numbers of several axes may be nested or follow each other. */
final class JsonExample {

  private JsonExample() {}

  /** A field as an example in JSON has it: whole, also where tables hold it row by row. */
  static Field whole(Field field) {
    return new Field(field.name(), field.element(), field.axes(), field.index(), field.selection(), Field.Series.ROW,
        field.transforms(), field.missing(), field.place());
  }

  /**
   * Hands an example's values on to the fields' cells.
   *
   * @param where the example is, for messages
   * @return whether it was kept
   */
  static boolean read(Json example, List<Field> fields, List<FieldCells> cells, String where) {
    if (example instanceof Json.Members members) {
      checkNames(members.members(), fields, where);
    } else if (fields.size() != 1) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, where + " is no JSON object")
          .hint("its members: " + Words.some(names(fields)));
    }
    for (int i = 0; i < fields.size(); i++) {
      Json value = example instanceof Json.Members ? example.get(fields.get(i).name()).orElseThrow() : example;
      String whose = where + ": " + fields.get(i).name();
      int count = values(value, cells.get(i), fields.get(i), 0, at -> whose);
      int cell = TextCells.cells(fields.get(i));
      if (TextCells.isSequence(fields.get(i)) ? count == 0 || count % cell != 0 : count != cell) {
        throw wrongCount(fields.get(i), where, count);
      }
    }
    boolean keep = FieldCells.keep(cells);
    for (int i = 0; i < fields.size(); i++) {
      String whose = where + ": " + fields.get(i).name();
      if (!keep || !TextCells.isSequence(fields.get(i))) {
        cells.get(i).endRow(keep, at -> whose);
      }
    }
    return keep;
  }

  private static void checkNames(Map<String, Json> members, List<Field> fields, String where) {
    List<String> names = names(fields);
    for (String name : names) {
      if (!members.containsKey(name)) {
        throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, where + " has no member " + name);
      }
    }
    for (String member : members.keySet()) {
      if (!names.contains(member)) {
        throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, where + " has a member " + Words.quoted(member)
            + ", which the model doesn't take").hint(Similar.nearest(member, names)
                .map(n -> "did you mean " + n + "?").orElse("its members: " + Words.some(names)));
      }
    }
  }

  private static List<String> names(List<Field> fields) {
    List<String> names = new ArrayList<>();
    fields.forEach(f -> names.add(f.name()));
    return names;
  }

  /** Hands on the values from a position on, and says which follows. */
  private static int values(Json value, FieldCells cells, Field field, int at, FieldCells.Where where) {
    if (value instanceof Json.Array array) {
      int next = at;
      for (Json item : array.items()) {
        next = values(item, cells, field, next, where);
      }
      return next;
    }
    int width = TextCells.cells(field);
    if (TextCells.isSequence(field)) {
      value(value, cells, field, at % width, where);
      if (at % width == width - 1 && !cells.dropped()) {
        cells.endRow(true, where);
      }
    } else if (at < width) {
      value(value, cells, field, at, where);
    }
    return at + 1;
  }

  private static void value(Json value, FieldCells cells, Field field, int at, FieldCells.Where where) {
    if (value instanceof Json.Nothing) {
      cells.number(at, Double.NaN, where);
    } else if (value instanceof Json.Number number) {
      number(number, cells, field, at, where);
    } else if (value instanceof Json.Bool bool && cells.readsNames()) {
      cells.name(at, Boolean.toString(bool.value()), where);
    } else if (value instanceof Json.Text text && cells.readsNames()) {
      cells.name(at, text.value(), where);
    } else {
      throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER, where.words(at) + " holds " + shown(value) + ", not a number");
    }
  }

  private static String shown(Json value) {
    return value instanceof Json.Text text ? Words.quoted(text.value()) : Words.quoted(value.write());
  }

  private static void number(Json.Number number, FieldCells cells, Field field, int at, FieldCells.Where where) {
    if (cells.readsNames()) {
      cells.name(at, number.text(), where);
      return;
    }
    double value = number.value();
    if (Double.isInfinite(value)) {
      throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER, where.words(at) + " holds " + number.text()
          + ", not a finite number").at(field.place());
    }
    cells.number(at, value, where);
  }

  private static UserProblem wrongCount(Field field, String where, int count) {
    return UserProblem.of(RuntimeProblem.ARRAY_SHAPE, where + ": " + field.name() + (TextCells.readsText(field)
        ? " is a text, and there are " + Words.count(count)
        : TextCells.isSequence(field)
            ? " has " + Words.count(count, "number") + ", but each place of " + field.axes() + " has "
                + Words.count(TextCells.cells(field))
            : " has " + Words.count(count, "number") + ", but " + field.axes() + " is " + Words.count(field.count())));
  }
}
