package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.TableOptions;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Examples to predict from, read as they are asked for: from a table, JSON lines, an array or an image, told by the first
 * bytes.
 */
public final class Examples implements AutoCloseable {

  private static final int LONGEST_START = 8;

  private final String name;
  private final List<Fitted> fitted;
  private final List<RecentRows> fields = new ArrayList<>();
  private List<Reach> reaches = List.of();
  private int reach;
  private int seen;
  private final Rows rows;

  private Examples(String name, InputStream input, List<Field> fields, TableOptions options, List<Fitted> fitted)
      throws IOException {
    this.name = name;
    this.fitted = fitted;
    PushbackInputStream stream = new PushbackInputStream(Unpacking.unpacked(input), LONGEST_START);
    byte[] start = stream.readNBytes(LONGEST_START);
    stream.unread(start);
    if (start.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, name + " is empty");
    }
    this.rows = rows(start, stream, fields, options);
  }

  /**
   * Opens an input.
   *
   * @param name of the file, for messages
   * @param fields that are read, with the selections and transforms of training where they are known
   * @param options of tables
   * @param fitted what fields learnt in training
   */
  public static Examples open(String name, InputStream input, List<Field> fields, TableOptions options,
      List<Fitted> fitted) {
    try {
      return new Examples(name, input, fields, options, fitted);
    } catch (IOException e) {
      throw Unpacking.unreadable(name, e);
    }
  }

  private Rows rows(byte[] start, InputStream stream, List<Field> fields, TableOptions options)
      throws IOException {
    if (isImage(start)) {
      return ArrayRows.of(image(stream, only(fields)), only(fields), new Reading());
    }
    if ((start[0] & 255) == 0x93 && start[1] == 'N') {
      return ArrayRows.of(NpyReading.read(name, stream), only(fields), new Reading());
    }
    if (start.length > 3 && start[0] == 0 && start[1] == 0) {
      return ArrayRows.of(IdxReading.read(name, stream), only(fields), new Reading());
    }
    if (start[0] == '{' || start[0] == '[') {
      return new JsonLines(name, stream, fields, new Reading());
    }
    List<Field> columns = new ArrayList<>();
    for (Field field : fields) {
      columns.add(CsvParsing.columns(field));
    }
    return CsvParsing.of(name, stream, options, columns, new Reading());
  }

  private NumberArray image(InputStream stream, Field field) throws IOException {
    try {
      return ImageReading.read(name, stream, field);
    } catch (NoClassDefFoundError e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + " is an image, for which this Java lacks a module")
          .hint("start it with --add-modules java.desktop");
    }
  }

  private static boolean isImage(byte[] start) {
    boolean png = start.length > 3 && (start[0] & 255) == 0x89 && start[1] == 'P' && start[2] == 'N';
    boolean jpeg = start.length > 1 && (start[0] & 255) == 0xff && (start[1] & 255) == 0xd8;
    return png || jpeg;
  }

  private Field only(List<Field> fields) {
    if (fields.size() != 1) {
      List<String> names = new ArrayList<>();
      fields.forEach(f -> names.add(f.name()));
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, name + " is one array, but the model takes "
          + String.join(", ", names)).hint("a table can hold all of them");
    }
    return fields.get(0);
  }

  /** Makes what takes the fields' cells, and says how many rows of them an example has. */
  private final class Reading implements Rows.Cells, IntSupplier {
    @Override
    public FieldCells of(Field field, int width) {
      RecentRows recent = new RecentRows(field, width, this);
      fields.add(recent);
      return new FieldCells(field, width, Optional.of(Fitted.of(field, fitted)), recent);
    }

    @Override
    public int getAsInt() {
      return reach();
    }
  }

  /**
   * Puts further examples where a kernel reads them.
   *
   * @param reals for each field, where REAL values go; the ints otherwise
   * @return how many there were, 0 at the end
   * @throws UserProblem about the first thing that is wrong, with its line
   */
  public int next(int most, float[][] reals, int[][] ints) {
    int count = 0;
    while (count < most && advance()) {
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).copy(reaches.get(i).first(), reaches.get(i).rows(), count, reals[i], ints[i]);
      }
      count++;
    }
    return count;
  }

  /** Reads rows until they hold a further example. */
  private boolean advance() {
    try {
      do {
        if (!rows.next()) {
          checkLength();
          return false;
        }
        seen++;
      } while (seen < reach);
      return true;
    } catch (IOException | UncheckedIOException e) {
      throw Unpacking.unreadable(name, e instanceof UncheckedIOException u ? u.getCause() : (IOException) e);
    }
  }

  /** The rows of an example; asked once all fields have their columns. */
  private int reach() {
    if (reach == 0) {
      List<Field> read = new ArrayList<>();
      List<Integer> widths = new ArrayList<>();
      for (RecentRows each : fields) {
        read.add(each.field());
        widths.add(each.width());
      }
      reaches = Reach.of(read, widths);
      for (Reach each : reaches) {
        reach = Math.max(reach, each.first() + each.rows());
      }
    }
    return reach;
  }

  private void checkLength() {
    if (seen < reach) {
      throw UserProblem.of(RuntimeProblem.SERIES_TOO_SHORT, name + " has " + Words.count(seen, "row")
          + ", too few for one window: " + reach + " are needed").at(fields.get(0).field().place());
    }
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw Unpacking.unreadable(name, e);
    }
  }
}
