package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of data that a program can name. */
public final class Formats {

  public static final List<Format<?>> ALL = List.of(
      new Format<>("csv", "csv(\"…\")", Csv.class, Csv::of, Csv::read),
      new Format<>("idx", "idx(name = \"…\")", Idx.class, Idx::of, Idx::read),
      new Format<>("npy", "npy(name = \"…\")", Npy.class, Npy::of, Npy::read));

  private Formats() {}

  public static Optional<Format<?>> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  public static List<String> names() {
    return ALL.stream().map(Format::name).collect(Collectors.toList());
  }

  /** Also of what only arrays are read from. */
  static Table read(Source source, DataFiles files, List<Field> fields) {
    if (source instanceof NamedTensor tensor) {
      return tensor.read(files, fields);
    }
    return ALL.stream().filter(format -> format.type().isInstance(source)).findFirst().orElseThrow()
        .read(source, files, fields);
  }
}
