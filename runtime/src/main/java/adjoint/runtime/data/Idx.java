package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.recipe.Field;
import java.util.List;

/** `idx(images = "…", labels = "…")`: arrays of the format of MNIST, of one length, read by their names. */
public record Idx(List<NamedFile> files, Place place) implements ArraySource {

  public Idx {
    files = List.copyOf(files);
  }

  static Idx of(SourceArguments written) {
    return new Idx(written.files(), written.place());
  }

  /** The array of one file. */
  static Idx array(SourceArguments written) {
    return new Idx(List.of(new NamedFile(ArrayFormats.ARRAY, written.path())), written.place());
  }

  @Override
  public NumberArray read(DataFiles found) {
    return ArrayReading.open(found, files.get(0).path(), IdxReading::read, place);
  }

  @Override
  public List<Long> shape(DataFiles found) {
    return ArrayReading.open(found, files.get(0).path(), IdxReading::shape, place);
  }

  Table read(DataFiles found, List<Field> fields) {
    return ArrayReading.read(this, IdxReading::read, found, fields);
  }
}
