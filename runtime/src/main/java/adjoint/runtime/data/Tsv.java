package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.TableOptions;
import java.util.List;

/** `tsv("a.tsv", header = true)`: a table with a tab between two cells, in which quotes mean nothing. */
public record Tsv(String path, boolean header, Place place) implements Source {

  static Tsv of(SourceArguments written) {
    return new Tsv(written.path(), written.flag("header", true), written.place());
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  @Override
  public TableOptions table() {
    return new TableOptions(header, '\t', 0, "", List.of());
  }

  Table read(DataFiles files, List<Field> fields) {
    return new Lines(List.of(new NamedFile("", path)), new Lines.LineForm("\t", false, header), place).read(files,
        fields);
  }
}
