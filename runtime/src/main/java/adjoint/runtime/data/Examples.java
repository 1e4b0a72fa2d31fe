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
  /** What is read, in the order of the inputs that are. */
  private final List<Slot> slots = new ArrayList<>();
  private final List<Field> inputs;
  private List<Reach> reaches = List.of();
  private int reach;
  private int seen;
  private final Rows rows;

  /**
   * An input that is read.
   *
   * @param number of it among the model's inputs
   * @param rows where its numbers are
   * @param sequence where its text or other sequence is, of one that has such
   */
  private record Slot(Field field, int number, RecentRows rows, RecentSequence sequence) {
    boolean isKept() {
      return SequenceBatch.isKept(field);
    }
  }

  private Examples(String name, InputStream input, List<Field> fields, TableOptions options, List<Fitted> fitted)
      throws IOException {
    this.name = name;
    this.fitted = fitted;
    this.inputs = fields;
    PushbackInputStream stream = new PushbackInputStream(Unpacking.unpacked(input), LONGEST_START);
    byte[] start = stream.readNBytes(LONGEST_START);
    stream.unread(start);
    if (start.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, name + " is empty");
    }
    this.rows = rows(start, stream, SequenceBatch.read(fields), options);
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

  private Examples(String text, List<Field> fields, List<Fitted> fitted) {
    this.name = "the text";
    this.fitted = fitted;
    this.inputs = fields;
    Field only = SequenceBatch.read(fields).get(0);
    this.rows = new OneText(text, new Reading().of(only, 1), only.name());
  }

  /** One example, of a model that reads nothing but a text. */
  public static Examples ofText(String text, List<Field> fields, List<Fitted> fitted) {
    return new Examples(text, fields, fitted);
  }

  private Rows rows(byte[] start, InputStream stream, List<Field> fields, TableOptions options)
      throws IOException {
    if (isSound(start)) {
      checkSound(only(fields));
      return ArrayRows.of(MediaFile.sound(only(fields), name, stream), only(fields), new Reading());
    }
    if (isImage(start) || isNpy(start) || isIdx(start)) {
      return array(start, stream, only(fields));
    }
    if (start[0] == '{' || start[0] == '[') {
      return new JsonLines(name, stream, fields, new Reading());
    }
    List<Field> columns = new ArrayList<>();
    for (Field field : fields) {
      if (TextCells.isSequence(field)) {
        throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, name + " is a table, and " + field.name() + " "
            + field.axes() + " has a length of its own").hint("JSON lines can hold it: {\"" + field.name()
                + "\": [" + (field.axes().size() > 1 ? "[…], […], …" : "…") + "]}");
      }
      columns.add(CsvParsing.columns(field));
    }
    return CsvParsing.of(name, stream, options, columns, new Reading());
  }

  /** A jar of a model of texts goes without what reads arrays. */
  private Rows array(byte[] start, InputStream stream, Field field) throws IOException {
    if (TextCells.readsText(field)) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, name + " is an array or an image, but " + field.name()
          + " is a text").hint("a table, JSON lines or a sentence can hold one");
    }
    return ArrayRows.of(isImage(start)
        ? image(stream, field)
        : isNpy(start) ? NpyReading.read(name, stream) : IdxReading.read(name, stream), field, new Reading());
  }

  private static boolean isNpy(byte[] start) {
    return (start[0] & 255) == 0x93 && start[1] == 'N';
  }

  private static boolean isIdx(byte[] start) {
    return start.length > 3 && start[0] == 0 && start[1] == 0;
  }

  private NumberArray image(InputStream stream, Field field) throws IOException {
    try {
      return ImageReading.read(name, stream, field);
    } catch (NoClassDefFoundError e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + " is an image, for which this Java lacks a module")
          .hint("start it with --add-modules java.desktop");
    }
  }

  private void checkSound(Field field) {
    if (MediaCells.sound(field).isEmpty()) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + " is a sound, and " + field.name()
          + " was trained on other data").at(field.place());
    }
  }

  private static boolean isSound(byte[] start) {
    return start.length > 3 && start[0] == 'R' && start[1] == 'I' && start[2] == 'F' && start[3] == 'F';
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
      Slot slot = new Slot(field, number(field), new RecentRows(field, width, this), new RecentSequence());
      slots.add(slot);
      return new FieldCells(field, width, Optional.of(Fitted.of(field, fitted)),
          slot.isKept() ? slot.sequence() : slot.rows());
    }

    @Override
    public int getAsInt() {
      return reach();
    }
  }

  private int number(Field field) {
    int number = 0;
    while (!inputs.get(number).name().equals(field.name())) {
      number++;
    }
    return number;
  }

  /**
   * Puts further examples where a kernel reads them.
   *
   * @param reals for each input, where REAL values go; the ints otherwise
   * @param texts where tokens go
   * @return how many there were, 0 at the end
   * @throws UserProblem about the first thing that is wrong, with its line
   */
  public int next(int most, float[][] reals, int[][] ints, SequenceBatch texts) {
    int count = 0;
    while (count < most && advance()) {
      for (int i = 0; i < slots.size(); i++) {
        Slot slot = slots.get(i);
        if (slot.isKept()) {
          texts.put(slot.number(), count, slot.sequence().take());
        } else {
          slot.rows().copy(reaches.get(i).first(), reaches.get(i).rows(), count, reals[slot.number()],
              ints[slot.number()]);
        }
      }
      count++;
    }
    return count;
  }

  /** Reads rows until they hold a further example. */
  private boolean advance() {
    try {
      do {
        for (Slot slot : slots) {
          slot.sequence().forget();
        }
        if (!rows.next()) {
          checkLength();
          return false;
        }
        seen++;
      } while (seen < reach());
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
      for (Slot each : slots) {
        read.add(each.field());
        widths.add(each.isKept() && each.field().open().isEmpty() ? each.field().count() : each.rows().width());
      }
      reaches = Reach.of(read, widths);
      for (Reach each : reaches) {
        reach = Math.max(reach, each.first() + each.rows());
      }
    }
    return reach;
  }

  private void checkLength() {
    if (seen < reach()) {
      throw UserProblem.of(RuntimeProblem.SERIES_TOO_SHORT, name + " has " + Words.count(seen, "row")
          + ", too few for one window: " + reach + " are needed").at(slots.get(0).field().place());
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
