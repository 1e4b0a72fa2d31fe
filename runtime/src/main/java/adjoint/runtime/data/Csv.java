package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.TableOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** `csv("a.csv.gz", header = false, separator = ";", missing = "unknown")`: a table of comma-separated values, RFC 4180. */
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
  public List<String> arrays() {
    return List.of();
  }

  @Override
  public TableOptions table() {
    return options;
  }

  Table read(DataFiles files, List<Field> fields) {
    try (DataFiles.Opened opened = files.open(path, place)) {
      return read(opened.name(), opened.stream(), options, fields);
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
      throw Unpacking.unreadable(path, cause).at(place);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
  }

  private static Table read(String name, InputStream stream, TableOptions options, List<Field> fields)
      throws IOException {
    List<Collected> collected = new ArrayList<>();
    Rows.Cells cells = Collected.into(collected);
    CsvRows table = new CsvRows(name, options, fields, cells, true);
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
