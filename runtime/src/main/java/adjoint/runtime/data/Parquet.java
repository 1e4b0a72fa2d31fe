package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.text.Words;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** `parquet("part-*.parquet")`: tables of Apache Parquet, of which the columns are read that fields name. */
public record Parquet(String path, Place place) implements Source {

  private static final String FORMAT = "parquet";

  static Parquet of(SourceArguments written) {
    return new Parquet(written.path(), written.place());
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  Table read(DataFiles files, List<Field> fields) {
    Collected.OfFiles cells = new Collected.OfFiles();
    Origins origins = new Origins("row");
    for (String file : files.matching(path, place)) {
      cells.begin();
      origins.add(file, rows(file, files, fields, cells));
    }
    if (origins.rows() == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, path + " has no rows").at(place);
    }
    return new Table(cells.raws(), origins.rows(), origins);
  }

  private int[] rows(String name, DataFiles files, List<Field> fields, Rows.Cells cells) {
    try (ColumnarFile file = opener().open(files.readable(name, place))) {
      List<String> read = read(name, file.columns(), fields);
      CellRows rows = new CellRows(name, read, fields, cells, row -> name + ", row " + row);
      try (RowSource source = file.rows(read)) {
        RowReading.into(rows, name, source);
      }
      return rows.lines();
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    } catch (Exception e) { // of a file that says of itself what isn't so
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + " can't be read as Parquet: " + why(e)).at(place);
    }
  }

  private ColumnarFile.Opener opener() {
    for (ColumnarFile.Opener each : ServiceLoader.load(ColumnarFile.Opener.class, Parquet.class.getClassLoader())) {
      if (each.format().equals(FORMAT)) {
        return each;
      }
    }
    throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, "nothing here reads Parquet").at(place)
        .hint("Adjoint's module `compiler` does, where it is on the class path");
  }

  /** The columns that fields name, in the order of the file. */
  private static List<String> read(String name, List<ColumnarFile.Column> columns, List<Field> fields) {
    List<String> header = columns.stream().map(ColumnarFile.Column::name).collect(Collectors.toList());
    TreeSet<Integer> read = new TreeSet<>();
    for (Field field : fields) {
      for (int position : new HeaderColumns(name, header).of(field)) {
        Optional<String> nested = columns.get(position).nested();
        if (nested.isPresent()) {
          throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + ": column " + Words.quoted(header.get(position))
              + " holds " + nested.get() + ", not single values").at(field.place())
              .hint("write a column for each value of theirs, with the program that made the file");
        }
        read.add(position);
      }
    }
    return read.stream().map(header::get).collect(Collectors.toList());
  }

  /** The innermost reason says most; which file it is has been said. */
  private static String why(Exception thrown) {
    Throwable reason = thrown;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    return reason.getMessage() == null
        ? reason.toString()
        : reason.getMessage().lines().findFirst().orElse("").replaceFirst("^\\[[^\\]]*\\] ", "");
  }
}
