package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Texts of a table as sequences of tokens, each as long as it is. */
final class Sequences {

  private Sequences() {}

  /** The tokens of each row. Rows with the same text are encoded once. */
  static ColumnValues.Ragged of(Field field, Table table, Raw.Texts raw, Tokens tokens) {
    Map<Integer, int[]> encoded = new HashMap<>();
    int[] starts = new int[raw.positions().length + 1];
    GrowingNumbers.Ints values = new GrowingNumbers.Ints();
    for (int row = 0; row < raw.positions().length; row++) {
      int text = raw.positions()[row];
      Row place = new Row(table, row, field.name());
      int[] sequence = encoded.computeIfAbsent(text, t -> tokens.encode(raw.texts().get(t), place));
      requireRoom(field, sequence.length, place.words(0));
      values.append(sequence);
      starts[row + 1] = GrowingNumbers.fitting((long) starts[row] + sequence.length);
    }
    int width = field.open().isPresent() ? 1 : field.count();
    return new ColumnValues.Ragged(values.values(), starts, width, TextCells.padding(field));
  }

  private record Row(Table table, int row, String field) implements Tokens.Where {
    @Override
    public String words(int at) {
      return table.places().of(row) + ": " + field;
    }
  }

  /** Where a field has a size, longer texts have to be cut by its line. */
  static void requireRoom(Field field, int length, String where) {
    if (field.open().isEmpty() && length > field.count()) {
      throw UserProblem.of(RuntimeProblem.TEXT_TOO_LONG, where + " has " + Words.count(length, "token") + ", but "
          + field.axes() + " has room for " + Words.count(field.count())).at(field.place())
          .hint("leave out what is behind them: cut(…, " + field.count()
              + "); or let each be as long as it is, along an open dim");
    }
  }

  /** The numbers of tokens. */
  static ColumnValues lengths(ColumnValues sequences) {
    int[] lengths = new int[sequences.rows()];
    Arrays.setAll(lengths, ((ColumnValues.OfLengths) sequences)::length);
    return new ColumnValues.Ints(lengths, 1);
  }
}
