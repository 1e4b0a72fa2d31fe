package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of data that a program can name. */
public final class Formats {

  public static final List<Format<?>> ALL = List.of(
      new Format<>("csv", "csv(\"…\")", Csv.class, Csv::of, Csv::read),
      new Format<>("idx", "idx(name = \"…\")", Idx.class, Idx::of, Idx::read),
      new Format<>("npy", "npy(name = \"…\")", Npy.class, Npy::of, Npy::read),
      new Format<>("npz", "npz(\"…\", name = \"…\")", Npz.class, Npz::of, Npz::read),
      new Format<>("text", "text(\"…\")", RunningText.class, RunningText::of, RunningText::read),
      new Format<>("lines", "lines(\"…\")", Lines.class, Lines::of, Lines::read),
      new Format<>("tsv", "tsv(\"…\")", Tsv.class, Tsv::of, Tsv::read),
      new Format<>("jsonl", "jsonl(\"…\")", JsonTable.class, JsonTable::of, JsonTable::read),
      new Format<>("parquet", "parquet(\"…\")", Parquet.class, Parquet::of, Parquet::read),
      new Format<>("images", "images(\"…\")", Images.class, Images::of, FolderReading::read),
      new Format<>("audio", "audio(\"…\")", Audio.class, Audio::of, FolderReading::read),
      new Format<>("jdbc", "jdbc(\"…\", \"select …\")", Jdbc.class, Jdbc::of, Jdbc::read),
      new Format<>("java", "java(\"…\")", JavaRows.class, JavaRows::of, JavaRows::read));

  private Formats() {}

  public static Optional<Format<?>> named(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  public static List<String> names() {
    return ALL.stream().map(Format::name).collect(Collectors.toList());
  }

  /** Also of what only arrays are read from. A length isn't read: it follows from the field whose it is. */
  static Table read(Source source, DataFiles files, List<Field> fields) {
    List<Field> read = new ArrayList<>();
    for (Field field : fields) {
      if (!(field.selection() instanceof Selection.Length)) {
        read.add(field);
      }
    }
    List<Field> cells = new ArrayList<>();
    read.forEach(field -> cells.add(MediaReading.path(field, source)));
    Table table = table(source, files, cells);
    List<Raw> raws = new ArrayList<>();
    for (Field field : fields) {
      raws.add(field.selection() instanceof Selection.Length length
          ? new Raw.Length(length.field())
          : MediaReading.read(field, table.raws().get(read.indexOf(field)), table, source, files));
    }
    return new Table(raws, table.rows(), table.places());
  }

  private static Table table(Source source, DataFiles files, List<Field> fields) {
    if (source instanceof NamedTensor tensor) {
      return tensor.read(files, fields);
    }
    if (source instanceof MediaFiles names) {
      return FolderReading.read(names, files, fields);
    }
    return ALL.stream().filter(format -> format.type().isInstance(source)).findFirst().orElseThrow()
        .read(source, files, fields);
  }
}
