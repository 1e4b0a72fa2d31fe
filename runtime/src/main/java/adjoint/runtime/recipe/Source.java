package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;

/**
 * Where examples come from, as written: a record for each format, in the table {@link adjoint.runtime.data.Formats}. Paths are
 * relative to the `.nn` file, replaceable by `--data name=path`.
 */
public interface Source {

  Place place();

  /** The files that it reads; none where it reads something else. */
  List<String> paths();

  /** What messages call it. */
  default String name() {
    return paths().get(0);
  }

  /** What fields call its arrays; empty where rows have columns. */
  default List<String> arrays() {
    return List.of();
  }

  /** How tables of further examples are written. */
  default TableOptions table() {
    return TableOptions.DEFAULT;
  }

  /** `images = "train-images.gz"`. */
  record NamedFile(String name, String path) {}
}
