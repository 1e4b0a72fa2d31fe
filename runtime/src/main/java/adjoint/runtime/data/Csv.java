package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.TableOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** `csv("part-*.csv.gz", header = false, separator = ";", missing = "unknown")`: a table of comma-separated values, RFC 4180. */
public record Csv(String path, TableOptions options, Place place) implements Source {

  static Csv of(SourceArguments written) {
    TableOptions usual = TableOptions.DEFAULT;
    TableOptions options = new TableOptions(written.flag("header", usual.header()),
        written.character("separator", usual.separator()), written.number("skip", usual.skip()),
        written.text("comment", usual.comment()), written.words("missing"));
    return new Csv(written.path(), options, written.place());
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  @Override
  public TableOptions table() {
    return options;
  }

  Table read(DataFiles files, List<Field> fields) {
    Collected.OfFiles cells = new Collected.OfFiles();
    Origins origins = new Origins();
    for (String file : files.matching(path, place)) {
      cells.begin();
      try (DataFiles.Opened opened = files.open(file, place)) {
        origins.add(opened.name(), read(opened.name(), opened.stream(), options, fields, cells));
      } catch (IOException | UncheckedIOException e) {
        IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
        throw Unpacking.unreadable(file, cause).at(place);
      } catch (UserProblem e) {
        throw e.place().isPresent() ? e : e.at(place);
      }
    }
    return new Table(cells.raws(), origins.rows(), origins);
  }

  /** The lines of the rows that were kept. */
  private static int[] read(String name, InputStream stream, TableOptions options, List<Field> fields,
      Rows.Cells cells) throws IOException {
    CsvRows table = new CsvRows(name, options, fields, cells, true);
    try (Rows rows = new CsvParsing(name, options, table, stream)) {
      boolean more = true;
      while (more) {
        more = rows.next();
      }
    }
    return table.lines();
  }
}
