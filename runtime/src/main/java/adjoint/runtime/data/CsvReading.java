package adjoint.runtime.data;

import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a table of comma-separated values: RFC 4180, with or without header, quoted, packed by gzip. */
final class CsvReading {

  private CsvReading() {}

  static Table read(DataFiles files, Source.Csv source, List<Field> fields) {
    try (DataFiles.Opened opened = files.open(source.path(), source.place())) {
      return read(opened.name(), opened.stream(), source.options(), fields);
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
      throw Unpacking.unreadable(source.path(), cause).at(source.place());
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(source.place());
    }
  }

  private static Table read(String name, InputStream stream, Source.CsvOptions options, List<Field> fields)
      throws IOException {
    List<Collected> collected = new ArrayList<>();
    Rows.Cells cells = (field, width) -> {
      collected.add(Collected.of(field, width));
      return collected.get(collected.size() - 1).cells();
    };
    CsvRows table = new CsvRows(name, options.header(), fields, cells, true);
    try (Rows rows = new CsvParsing(name, options, table, stream)) {
      boolean more = true;
      while (more) {
        more = rows.next();
      }
    }
    int[] lines = table.lines();
    return new Table(Collected.raws(collected), lines.length, row -> name + ", line " + lines[row]);
  }
}
