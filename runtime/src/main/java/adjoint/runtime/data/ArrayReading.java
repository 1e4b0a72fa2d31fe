package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads sources that are arrays of one length. */
final class ArrayReading {

  /** Reads an array, or what its header says, out of a file. */
  @FunctionalInterface
  interface Decoder<T> {
    T read(String file, InputStream stream) throws IOException;
  }

  private ArrayReading() {}

  static Table read(ArraySource source, Decoder<NumberArray> decoder, DataFiles files, List<Field> fields) {
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    for (Source.NamedFile each : source.files()) {
      arrays.put(each.name(), open(files, each.path(), decoder, source.place()));
    }
    return table(arrays, source.place(), fields);
  }

  static <T> T open(DataFiles files, String path, Decoder<T> decoder, Place place) {
    try (DataFiles.Opened opened = files.open(path, place)) {
      return decoder.read(opened.name(), opened.stream());
    } catch (IOException e) {
      throw Unpacking.unreadable(path, e).at(place);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
  }

  static Table table(Map<String, NumberArray> arrays, Place place, List<Field> fields) {
    List<NumberArray> chosen = fields.stream().map(f -> array(arrays, f)).collect(Collectors.toList());
    checkLengths(new ArrayList<>(arrays.values()), place);
    int rows = arrays.values().iterator().next().rows();
    if (rows == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, arrays.values().iterator().next().file() + " holds no examples")
          .at(place);
    }
    boolean drops = fields.stream().anyMatch(f -> f.missing() instanceof Missing.Drop);
    return drops ? together(chosen, fields, rows) : apart(chosen, fields, rows);
  }

  private static NumberArray array(Map<String, NumberArray> arrays, Field field) {
    if (!(field.selection() instanceof Selection.Array selection)) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, "arrays have no columns").at(field.place())
          .hint("arrays here: " + String.join(", ", arrays.keySet()));
    }
    if (!arrays.containsKey(selection.name())) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_COLUMN, "there is no array " + selection.name()).at(field.place())
          .hint(Similar.nearest(selection.name(), arrays.keySet()).map(n -> "did you mean " + n + "?")
              .orElse("arrays here: " + String.join(", ", arrays.keySet())));
    }
    NumberArray array = arrays.get(selection.name());
    ArrayRows.checkWidth(array, field);
    return array;
  }

  private static void checkLengths(List<NumberArray> arrays, Place place) {
    NumberArray first = arrays.get(0);
    for (NumberArray other : arrays) {
      if (other.rows() != first.rows()) {
        throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, first.file() + " holds " + Words.count(first.rows(), "example")
            + ", but " + other.file() + " holds " + Words.count(other.rows())).at(place);
      }
    }
  }

  private static Table apart(List<NumberArray> arrays, List<Field> fields, int rows) {
    List<Raw> raws = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      NumberArray array = arrays.get(i);
      raws.add(MediaCells.picture(field).isPresent()
          ? pictures(field, array)
          : staysBytes(field, array)
              ? bytes(field, array)
              : together(List.of(array), List.of(field), rows).raws().get(0));
    }
    return new Table(raws, rows, row -> arrays.get(0).file() + ", example " + row);
  }

  private static Raw pictures(Field field, NumberArray array) {
    PictureAxes axes = PictureAxes.of(field.axes()).orElseThrow();
    if (!(array.elements() instanceof NumberArray.Bytes bytes)) {
      throw UserProblem
          .of(RuntimeProblem.NOT_A_NUMBER, array.file() + " holds other numbers than the bytes of pictures")
          .at(field.place()).hint("save them as whole numbers from 0 to 255: array.astype('u1')");
    }
    return new Raw.PictureSamples(row -> {
      byte[] samples = new byte[axes.count()];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bytes.values()[row * samples.length + axes.place(i)];
      }
      return samples;
    }, array.rows(), axes);
  }

  private static boolean staysBytes(Field field, NumberArray array) {
    return field.element() == Element.REAL && array.elements() instanceof NumberArray.Bytes
        && field.transforms().stream().noneMatch(PlainTransforms::needsStatistics);
  }

  private static Raw bytes(Field field, NumberArray array) {
    double[] numbers = new double[256];
    Arrays.setAll(numbers, b -> b);
    PlainTransforms.apply(field.transforms(), numbers);
    float[] table = new float[256];
    for (int b = 0; b < 256; b++) {
      table[b] = (float) numbers[b];
    }
    byte[] values = ((NumberArray.Bytes) array.elements()).values();
    return new Raw.Ready(new ColumnValues.Bytes(values, array.width(), table));
  }

  private static Table together(List<NumberArray> arrays, List<Field> fields, int rows) {
    List<Collected> collected = new ArrayList<>();
    List<FieldCells> cells = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      collected.add(Collected.of(fields.get(i), arrays.get(i).width()));
      cells.add(collected.get(i).cells());
    }
    int[] origins = new int[rows];
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < cells.size(); i++) {
        ArrayRows.readRow(cells.get(i), arrays.get(i), row);
      }
      boolean keep = FieldCells.keep(cells);
      for (int i = 0; i < cells.size(); i++) {
        cells.get(i).endRow(keep, ArrayRows.where(arrays.get(i), row));
      }
      origins[kept] = row;
      kept += keep ? 1 : 0;
    }
    String file = arrays.get(0).file();
    return new Table(Collected.raws(collected), kept,
        row -> file + ", example " + origins[row]);
  }
}
