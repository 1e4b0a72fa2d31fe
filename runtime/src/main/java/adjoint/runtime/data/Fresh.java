package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.Problem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads examples to predict from: a table, an array or an image, told by its first bytes. */
public final class Fresh {

  private static final int LONGEST_START = 8;
  private static final String INPUT = "input";

  private Fresh() {}

  /**
   * Reads what a model takes.
   *
   * @param name of the file, for messages
   * @param fields that are read, with the selections and transforms of training where they are known
   * @param options of tables
   * @param fitted what fields learnt in training
   */
  public static Dataset read(String name, InputStream input, List<Field> fields, Source.CsvOptions options,
      List<Fitted> fitted) {
    try (PushbackInputStream stream = new PushbackInputStream(DataFiles.unpacked(input), LONGEST_START)) {
      byte[] start = stream.readNBytes(LONGEST_START);
      stream.unread(start);
      if (start.length == 0) {
        throw UserProblem.of(Problem.DATA_EMPTY, name + " is empty");
      }
      if (isImage(start)) {
        return arrays(name, ImageReading.read(name, stream, only(name, fields)), fields, fitted);
      }
      if ((start[0] & 255) == 0x93 && start[1] == 'N') {
        return arrays(name, NpyReading.read(name, stream), fields, fitted);
      }
      if (start.length > 3 && start[0] == 0 && start[1] == 0) {
        return arrays(name, IdxReading.read(name, stream), fields, fitted);
      }
      List<Field> columns = fields.stream().map(Fresh::columns).collect(Collectors.toList());
      return Loading.dataset(columns, CsvReading.read(name, stream, options, columns), fitted, name);
    } catch (IOException e) {
      throw DataFiles.unreadable(name, e);
    }
  }

  private static boolean isImage(byte[] start) {
    boolean png = start.length > 3 && (start[0] & 255) == 0x89 && start[1] == 'P' && start[2] == 'N';
    boolean jpeg = start.length > 1 && (start[0] & 255) == 0xff && (start[1] & 255) == 0xd8;
    return png || jpeg;
  }

  private static Dataset arrays(String name, NumberArray array, List<Field> fields, List<Fitted> fitted) {
    Field field = only(name, fields);
    Field named = new Field(field.name(), field.element(), field.axes(), field.index(), new Selection.Array(INPUT),
        field.series(), field.transforms(), field.missing(), field.place());
    NumberArray examples = stacked(array, field);
    return Loading.dataset(List.of(named), ArrayReading.table(Map.of(INPUT, examples), new Place(name, 1, 0),
        List.of(named)), fitted, name);
  }

  /** A single example, which lacks the axis that counts examples, gets it. */
  private static NumberArray stacked(NumberArray array, Field field) {
    long count = array.shape().stream().mapToLong(s -> s).reduce(1, (a, b) -> a * b);
    boolean single = array.width() != field.count() && count == field.count() && field.series() == Field.Series.ROW;
    return single ? new NumberArray(array.file(), List.of(1, field.count()), array.elements()) : array;
  }

  private static Field only(String name, List<Field> fields) {
    if (fields.size() != 1) {
      throw UserProblem.of(Problem.ARRAY_SHAPE, name + " is one array, but the model takes "
          + fields.stream().map(Field::name).collect(Collectors.joining(", "))).hint("a table can hold all of them");
    }
    return fields.get(0);
  }

  /** A field that reads arrays in training takes all columns of a table. */
  private static Field columns(Field field) {
    return field.selection() instanceof Selection.Array
        ? new Field(field.name(), field.element(), field.axes(), field.index(), new Selection.Columns(List.of("*")),
            field.series(),
            field.transforms(), field.missing(), field.place())
        : field;
  }
}
