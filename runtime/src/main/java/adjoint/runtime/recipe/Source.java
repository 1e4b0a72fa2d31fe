package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;

/** Where examples come from. Paths are as written: relative to the `.nn` file, replaceable by `--data name=path`. */
public sealed interface Source {

  Place place();

  /** `csv("a.csv.gz", header = false, separator = ";")`; a name that ends in `.gz` is unpacked. */
  record Csv(String path, CsvOptions options, Place place) implements Source {}

  /** `idx(images = "…", labels = "…")`: arrays of one length, read by their names. */
  record Idx(List<NamedFile> arrays, Place place) implements Source {
    public Idx {
      arrays = List.copyOf(arrays);
    }
  }

  /** `npy(x = "…", y = "…")`: arrays of one length, read by their names. */
  record Npy(List<NamedFile> arrays, Place place) implements Source {
    public Npy {
      arrays = List.copyOf(arrays);
    }
  }

  record NamedFile(String name, String path) {}

  /**
   * @param header whether the first line names the columns; without, they are named by position, from 0
   * @param skip lines to leave out before the header
   * @param comment lines that begin with this are left out; empty for none
   */
  record CsvOptions(boolean header, char separator, int skip, String comment) {
    public static final CsvOptions DEFAULT = new CsvOptions(true, ',', 0, "");
  }
}
