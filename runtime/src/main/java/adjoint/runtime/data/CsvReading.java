package adjoint.runtime.data;

import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.text.Words;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads a table of comma-separated values: RFC 4180, with or without header, quoted, packed by gzip. */
final class CsvReading {

  private CsvReading() {}

  static Table read(DataFiles files, Source.Csv source, List<Field> fields) {
    try (DataFiles.Opened opened = files.open(source.path(), source.place())) {
      return read(opened.name(), opened.stream(), source.options(), fields);
    } catch (IOException | UncheckedIOException e) {
      IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
      throw DataFiles.unreadable(source.path(), cause).at(source.place());
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(source.place());
    }
  }

  /** Reads an opened table. Problems of the file itself are thrown without a place. */
  static Table read(String name, InputStream stream, Source.CsvOptions options, List<Field> fields) throws IOException {
    CsvRows rows = new CsvRows(name, options.header(), fields);
    try (CsvReader<Boolean> reader = reader(options, rows, stream)) {
      reader.skipLines(options.skip());
      for (Boolean row : reader) {
        assert row;
      }
    } catch (CsvParseException e) {
      throw malformed(name, rows, e);
    }
    if (rows.kept() == 0) {
      throw UserProblem.of(Problem.DATA_EMPTY, rows.seen() == 0
          ? name + (rows.headerSeen() ? " has a header and no rows" : " is empty")
          : "every row of " + name + " has a missing value and was left out");
    }
    return rows.table();
  }

  private static CsvReader<Boolean> reader(Source.CsvOptions options, CsvRows rows, InputStream stream) {
    CsvReader.CsvReaderBuilder builder = CsvReader.builder().fieldSeparator(options.separator())
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE).detectBomHeader(true);
    if (!options.comment().isEmpty()) {
      builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(options.comment().charAt(0));
    }
    return builder.build(rows, stream);
  }

  private static RuntimeException malformed(String name, CsvRows rows, CsvParseException e) {
    Throwable cause = e.getCause();
    if (cause instanceof UserProblem problem) {
      return problem;
    }
    if (cause instanceof IOException io) {
      return DataFiles.unreadable(name, io);
    }
    return UserProblem.of(Problem.DATA_UNREADABLE,
        name + ", near line " + rows.line() + ": " + Words.quoted(String.valueOf(e.getMessage())));
  }
}
