package adjoint.runtime.data;

import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The formats of files that an array can be read from that isn't examples. */
public final class ArrayFormats {

  /** What the only array of a source is called. */
  static final String ARRAY = "array";

  /**
   * Where an array lies.
   *
   * @param rows what is read of each of its rows
   */
  public record Located(Source source, Selection rows) {}

  /**
   * A format.
   *
   * @param name that an array of it begins with, which is also the ending of its files' names
   * @param example of one, for messages
   * @param table whether it has rows and columns by name, and no axes
   */
  public record Of(String name, String example, boolean table, Function<SourceArguments, Located> parse) {}

  public static final List<Of> ALL = List.of(
      new Of("csv", "csv(\"weights.csv\")", true, written -> table(Csv.of(written), written)),
      new Of("tsv", "tsv(\"weights.tsv\")", true, written -> table(Tsv.of(written), written)),
      new Of("parquet", "parquet(\"weights.parquet\")", true, written -> table(Parquet.of(written), written)),
      new Of("npy", "npy(\"weights.npy\")", false, written -> array(Npy.array(written))),
      new Of("idx", "idx(\"weights.idx\")", false, written -> array(Idx.array(written))),
      new Of("npz", "npz(\"banks.npz\", \"mel\")", false, written -> array(NamedTensor.of(written))),
      new Of("safetensors", "safetensors(\"banks.safetensors\", \"mel\")", false,
          written -> array(NamedTensor.of(written))));

  private ArrayFormats() {}

  public static Optional<Of> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /** That of a file by its name, packed or not. */
  public static Optional<Of> ofFile(String path) {
    String plain = path.endsWith(".gz") ? path.substring(0, path.length() - 3) : path;
    return ALL.stream().filter(format -> plain.endsWith("." + format.name())).findFirst();
  }

  public static List<String> names() {
    return ALL.stream().map(Of::name).collect(Collectors.toList());
  }

  private static Located table(Source table, SourceArguments written) {
    Selection rows = written.part().<Selection>map(Selection.Column::new)
        .orElse(new Selection.Columns(List.of("*")));
    return new Located(table, rows);
  }

  private static Located array(ArraySource source) {
    return new Located(source, new Selection.Array(ARRAY));
  }
}
