package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.FileArray;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads arrays of files that aren't examples to where they lie in a store. */
public final class FileArrays {

  /** Whole numbers lie in a store as floats, and are read from there by adding 1.5 · 2²³. */
  private static final int LARGEST = (1 << 22) - 1;

  private final DataFiles files;

  private FileArrays(DataFiles files) {
    this.files = files;
  }

  /**
   * Reads all of them.
   *
   * @param directory of the `.nn` file
   * @param replaced of `--data name=path`
   * @throws UserProblem about a file that is missing, or holds something else
   */
  public static void load(List<FileArray> arrays, Path directory, Map<String, String> replaced, Layout layout,
      float[] store) {
    FileArrays reading = new FileArrays(new DataFiles(directory, replaced));
    for (FileArray array : arrays) {
      layout.slot(array.path()).ifPresent(slot -> reading.read(array, store, slot.offset()));
    }
  }

  /**
   * Reads a file's array of reals to a place in a store, where it has the shape that is wanted.
   *
   * @param file of the format .npy
   * @return the shape that it has
   */
  public static List<Long> array(Path file, float[] store, int offset, List<Long> wanted) {
    Place nowhere = new Place(file.toString(), 1, 1);
    Npy source = new Npy(List.of(new Source.NamedFile(ArrayFormats.ARRAY, file.toString())), nowhere);
    NumberArray array = source.read(new DataFiles(Path.of(""), Map.of()));
    List<Long> shape = array.shape().stream().map(Integer::longValue).collect(Collectors.toList());
    if (shape.equals(wanted)) {
      int count = array.rows() * array.width();
      for (int i = 0; i < count; i++) {
        store[offset + i] = (float) array.elements().at(i);
      }
    }
    return shape;
  }

  /** What to say of a file whose array has another shape than is declared. */
  public static String otherwise(String file, List<Long> shape, List<Axis> declared) {
    return file + " holds " + shape + ", and "
        + declared.stream().map(Axis::toString).collect(Collectors.joining(", ", "[", "]")) + " is declared";
  }

  private void read(FileArray array, float[] store, int offset) {
    Table table = table(array);
    if (table.rows() != array.first().size().constant()) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, array.source().paths().get(0) + " holds "
          + Words.count(table.rows(), "row") + ", and " + array.first() + " is declared")
          .at(array.source().place());
    }
    ColumnValues values = ((Raw.Ready) table.raws().get(0)).column();
    int width = values.width();
    int count = table.rows() * width;
    boolean real = array.row().element() == Element.REAL;
    float[] reals = new float[real ? count : 0];
    int[] ints = new int[real ? 0 : count];
    int[] order = new int[table.rows()];
    Arrays.setAll(order, i -> i);
    values.gather(order, 0, order.length, 1, 0, width, reals, ints);
    for (int i = 0; i < count; i++) {
      store[offset + i] = real ? reals[i] : whole(ints[i], table, i / width, array);
    }
  }

  private static float whole(int value, Table table, int row, FileArray array) {
    if (Math.abs((long) value) > LARGEST) {
      throw UserProblem.of(RuntimeProblem.NOT_A_NUMBER, table.places().of(row) + " holds " + value
          + "; a whole number of a file is at most " + LARGEST).at(array.source().place());
    }
    return value;
  }

  private Table table(FileArray array) {
    if (!(array.source() instanceof ArraySource source)) {
      return Formats.read(array.source(), files, List.of(array.row()));
    }
    NumberArray read = source.read(files);
    List<Long> shape = read.shape().stream().map(Integer::longValue).collect(Collectors.toList());
    List<Long> declared = array.axes().stream().map(a -> a.size().constant()).collect(Collectors.toList());
    if (!shape.equals(declared)) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, otherwise(source.paths().get(0), shape, array.axes()))
          .at(source.place());
    }
    return ArrayReading.table(Map.of(ArrayFormats.ARRAY, read), source.place(), List.of(array.row()));
  }
}
