package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what programs give row by row. */
final class RowReading {

  /** Opens what gives rows. */
  @FunctionalInterface
  interface Opening {
    RowSource open() throws Exception;
  }

  private RowReading() {}

  /** @param name for messages */
  static Table read(String name, Opening opening, List<Field> fields, Place place) {
    try (RowSource source = opening.open()) {
      List<Collected> collected = new ArrayList<>();
      List<String> columns = List.copyOf(source.columns());
      CellRows rows = new CellRows(name, columns, fields, Collected.into(collected), row -> name + ", row " + row);
      into(rows, name, source);
      int[] kept = rows.lines();
      if (kept.length == 0) {
        throw UserProblem.of(RuntimeProblem.DATA_EMPTY, name + " gives no rows");
      }
      return new Table(Collected.raws(collected), kept.length, row -> name + ", row " + kept[row]);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    } catch (Exception e) { // of a program of the user's
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + " can't be read: "
          + (e.getMessage() == null ? e : e.getMessage())).at(place);
    }
  }

  /** All rows of a source, each with a cell for each column that it says it has. */
  static void into(CellRows rows, String name, RowSource source) throws Exception {
    int columns = source.columns().size();
    int number = 1;
    for (Optional<List<String>> row = source.next(); row.isPresent(); row = source.next()) {
      if (row.get().size() != columns) {
        throw UserProblem.of(RuntimeProblem.RAGGED_ROW, name + ", row " + number + ": "
            + Words.count(row.get().size(), "cell") + ", but it has " + Words.count(columns, "column"));
      }
      rows.row(number++, row.get());
    }
  }
}
