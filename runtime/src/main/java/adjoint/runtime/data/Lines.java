package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.text.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files of which each line is an example. `lines("train.txt", separator = " ")` cuts a line at its first separator into the
 * columns `0` and `1`; without a separator all of it is column `0`. `lines(en = "train.en", de = "train.de")` has files whose
 * lines belong together, an array each. Quotes mean nothing.
 *
 * @param files with names where lines of several belong together
 * @param layout how a line is cut
 */
public record Lines(List<Source.NamedFile> files, LineForm layout, Place place) implements Source {

  /**
   * How a line is cut.
   *
   * @param separator nothing where it stays whole
   * @param first whether it is cut at the first separator alone
   * @param header whether the first line names the columns
   */
  record LineForm(String separator, boolean first, boolean header) {}

  static Lines of(SourceArguments written) {
    Optional<String> path = written.onlyPath();
    if (path.isEmpty()) {
      return new Lines(written.files(), new LineForm("", true, false), written.place());
    }
    return new Lines(List.of(new NamedFile("", path.get())), new LineForm(written.text("separator", ""), true, false),
        written.place());
  }

  @Override
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    files.forEach(file -> paths.add(file.path()));
    return paths;
  }

  @Override
  public List<String> arrays() {
    List<String> names = new ArrayList<>();
    files.stream().filter(file -> !file.name().isEmpty()).forEach(file -> names.add(file.name()));
    return names;
  }

  Table read(DataFiles data, List<Field> fields) {
    Collected.OfFiles cells = new Collected.OfFiles();
    Origins origins = new Origins();
    try {
      if (!arrays().isEmpty()) {
        int[] lines = beside(data, fields.stream().map(Lines::column).toList(), cells);
        origins.add(files.get(0).path(), lines);
        return new Table(cells.raws(), lines.length, origins);
      }
      for (String file : data.matching(files.get(0).path(), place)) {
        cells.begin();
        Lines one = new Lines(List.of(new NamedFile("", file)), layout, place);
        origins.add(file, one.columns(data, fields, cells));
      }
      return new Table(cells.raws(), origins.rows(), origins);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
  }

  static Field column(Field field) {
    return field.selection() instanceof Selection.Array array
        ? CsvParsing.with(field, new Selection.Column(array.name()))
        : field;
  }

  private int[] columns(DataFiles data, List<Field> fields, Rows.Cells cells) {
    List<String> all = lines(data, files.get(0));
    List<String> first = cut(all.get(0));
    List<String> header = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      header.add(layout.header() ? first.get(i).strip() : Integer.toString(i));
    }
    CellRows rows = new CellRows(files.get(0).path(), header, fields, cells);
    for (int i = layout.header() ? 1 : 0; i < all.size(); i++) {
      List<String> row = cut(all.get(i));
      if (row.size() != header.size()) {
        throw UserProblem.of(RuntimeProblem.RAGGED_ROW, files.get(0).path() + ", line " + (i + 1) + ": "
            + Words.count(row.size(), "cell") + ", but the first line has " + header.size());
      }
      rows.row(i + 1, row);
    }
    return some(rows.lines());
  }

  private List<String> cut(String line) {
    return layout.separator().isEmpty()
        ? List.of(line)
        : List.of(line.split(Pattern.quote(layout.separator()), layout.first() ? 2 : -1));
  }

  private int[] beside(DataFiles data, List<Field> fields, Rows.Cells cells) {
    List<List<String>> all = new ArrayList<>();
    for (NamedFile file : files) {
      all.add(lines(data, file));
      if (all.get(0).size() != all.get(all.size() - 1).size()) {
        throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, file.path() + " has " + Words.count(all.get(all.size() - 1)
            .size(), "line") + ", but " + files.get(0).path() + " has " + Words.count(all.get(0).size()))
            .hint("their lines belong together: one of the one to one of the other");
      }
    }
    CellRows rows = new CellRows(String.join(" and ", paths()), arrays(), fields, cells);
    for (int i = 0; i < all.get(0).size(); i++) {
      int line = i;
      rows.row(i + 1, all.stream().map(lines -> lines.get(line)).toList());
    }
    return some(rows.lines());
  }

  private int[] some(int[] lines) {
    if (lines.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, files.get(0).path() + " has no line with an example");
    }
    return lines;
  }

  private List<String> lines(DataFiles data, NamedFile file) {
    try (DataFiles.Opened opened = data.open(file.path(), place);
        BufferedReader reader = new BufferedReader(new Utf8Reader(opened.name(), opened.stream()))) {
      List<String> lines = reader.lines().toList();
      if (lines.isEmpty()) {
        throw UserProblem.of(RuntimeProblem.DATA_EMPTY, file.path() + " is empty");
      }
      return lines;
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
      throw Unpacking.unreadable(file.path(), cause).at(place);
    }
  }
}
