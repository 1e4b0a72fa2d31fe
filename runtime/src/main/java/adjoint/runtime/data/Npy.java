package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.recipe.Field;
import java.util.List;

/** `npy(x = "…", y = "…")`: NumPy's arrays, of one length, read by their names. */
public record Npy(List<NamedFile> files, Place place) implements ArraySource {

  public Npy {
    files = List.copyOf(files);
  }

  static Npy of(SourceArguments written) {
    return new Npy(written.files(), written.place());
  }

  /** The array of one file. */
  static Npy array(SourceArguments written) {
    return new Npy(List.of(new NamedFile(ArrayFormats.ARRAY, written.path())), written.place());
  }

  @Override
  public NumberArray read(DataFiles found) {
    return ArrayReading.open(found, files.get(0).path(), NpyReading::read, place);
  }

  @Override
  public List<Long> shape(DataFiles found) {
    return ArrayReading.open(found, files.get(0).path(), NpyReading::shape, place);
  }

  Table read(DataFiles found, List<Field> fields) {
    return ArrayReading.read(this, NpyReading::read, found, fields);
  }
}
