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

  Table read(DataFiles found, List<Field> fields) {
    return ArrayReading.read(this, NpyReading::read, found, fields);
  }
}
