package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.text.Words;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Iterator;
import java.util.List;

/** The rows of a table of comma-separated values: RFC 4180, with or without header, quoted. */
final class CsvParsing implements Rows {

  private final String name;
  private final CsvRows rows;
  private final CsvReader<Boolean> reader;
  private final Iterator<Boolean> records;

  CsvParsing(String name, TableOptions options, CsvRows rows, InputStream stream) {
    this.name = name;
    this.rows = rows;
    try {
      this.reader = reader(options, rows, name, new PushbackInputStream(stream));
    } catch (IOException e) {
      throw Unpacking.unreadable(name, e);
    }
    reader.skipLines(options.skip());
    this.records = reader.iterator();
  }

  @Override
  public boolean next() {
    try {
      while (records.hasNext()) {
        if (records.next()) {
          return true;
        }
      }
    } catch (CsvParseException e) {
      throw malformed(name, rows, e);
    }
    rows.checkNotEmpty();
    return false;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** The rows of an opened table, each read when it is asked for. Problems are thrown without a place. */
  static Rows of(String name, InputStream stream, TableOptions options, List<Field> fields, Rows.Cells maker) {
    return new CsvParsing(name, options, new CsvRows(name, options, fields, maker, false), stream);
  }

  /**
   * A field as it is read from a table: one that reads arrays in training takes all columns; a text that had no named column
   * there takes that of its own name, or the only one; numbers that come from files there are columns of the field's name.
   */
  static Field columns(Field field) {
    if (TextCells.readsText(field) && !(field.selection() instanceof Selection.Column column
        && !Character.isDigit(column.name().charAt(0)))) {
      return with(field, new Selection.Argument(field.name(), true));
    }
    if (MediaCells.readsFiles(field) && field.selection() instanceof Selection.Column) {
      return with(field, new Selection.Argument(field.name(), true));
    }
    return field.selection() instanceof Selection.Array ? with(field, new Selection.Columns(List.of("*"))) : field;
  }

  /** The same, read from elsewhere. */
  static Field with(Field field, Selection selection) {
    return new Field(field.name(), field.element(), field.axes(), field.index(), selection, field.series(),
        field.transforms(), field.missing(), field.place());
  }

  /** A table that begins with the mark of another encoding is read in that; all others are UTF-8 throughout. */
  private static CsvReader<Boolean> reader(TableOptions options, CsvRows rows, String name,
      PushbackInputStream stream) throws IOException {
    CsvReader.CsvReaderBuilder builder = CsvReader.builder().fieldSeparator(options.separator())
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE).detectBomHeader(true);
    if (!options.comment().isEmpty()) {
      builder.commentStrategy(CommentStrategy.SKIP).commentCharacter(options.comment().charAt(0));
    }
    int first = stream.read();
    if (first >= 0) {
      stream.unread(first);
    }
    return first == 0 || first >= 0xfe
        ? builder.build(rows, stream)
        : builder.build(rows, new Utf8Reader(name, stream));
  }

  private static RuntimeException malformed(String name, CsvRows rows, CsvParseException e) {
    Throwable cause = e.getCause();
    if (cause instanceof UserProblem problem) {
      return problem;
    }
    if (cause instanceof IOException io) {
      return Unpacking.unreadable(name, io);
    }
    return UserProblem.of(RuntimeProblem.DATA_UNREADABLE,
        name + ", near line " + rows.line() + ": " + Words.quoted(String.valueOf(e.getMessage())));
  }
}
