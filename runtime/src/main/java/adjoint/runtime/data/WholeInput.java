package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.TableOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Examples to predict from that are read as training data are, all at once: folders of pictures and sounds, tables that name such,
 * and tables of formats that a model's jar doesn't read.
 */
public final class WholeInput {

  private final Path input;
  private final List<Field> inputs;
  private final TableOptions options;
  private final Place place;

  private WholeInput(Path input, List<Field> inputs, TableOptions options) {
    this.input = input.toAbsolutePath().normalize();
    this.inputs = inputs;
    this.options = options;
    this.place = inputs.get(0).place();
  }

  /**
   * Reads an input; empty where it is one that {@link Examples} reads, row by row.
   *
   * @param inputs of the model, with the selections and transforms of training
   * @param options of tables
   * @param fitted what fields learnt in training
   */
  public static Optional<Dataset> read(Path input, List<Field> inputs, TableOptions options, List<Fitted> fitted) {
    if (inputs.isEmpty() || input.toString().isEmpty()) {
      return Optional.empty();
    }
    WholeInput whole = new WholeInput(input, inputs, options);
    return whole.source().map(source -> whole.read(source, fitted));
  }

  private Optional<Source> source() {
    String name = name();
    if (Files.isDirectory(input)) {
      return Optional.of(folder(name + "/"));
    }
    if (name.endsWith(".parquet") && Files.isReadable(input)) {
      return Optional.of(new Parquet(name, place));
    }
    if (isSound() && inputs.stream().anyMatch(field -> field.open().isPresent())) {
      return Optional.of(folder(name));
    }
    return inputs.stream().anyMatch(MediaCells::readsFiles) && namesFiles()
        ? Optional.of(new Csv(name, options, place))
        : Optional.empty();
  }

  private boolean isSound() {
    return name().toLowerCase(Locale.ROOT).endsWith(".wav") && Files.isReadable(input);
  }

  private Source folder(String path) {
    if (inputs.stream().anyMatch(field -> MediaCells.sound(field).isPresent())) {
      return new Audio(path, "", place);
    }
    if (inputs.stream().anyMatch(field -> MediaCells.picture(field).isPresent())) {
      return new Images(path, "", place);
    }
    throw UserProblem
        .of(RuntimeProblem.DATA_UNREADABLE, input + " is a folder, and the model reads neither pictures nor sounds")
        .hint("name a file: a table, JSON lines or an array");
  }

  /** Whether it is a table with a column for the paths of each field that reads files. */
  private boolean namesFiles() {
    try (DataFiles.Opened file = files().open(name(), place);
        BufferedReader lines = new BufferedReader(new Utf8Reader(name(), file.stream()))) {
      for (int i = 0; i < options.skip(); i++) {
        lines.readLine();
      }
      List<String> header = new ArrayList<>();
      String first = Optional.ofNullable(lines.readLine()).orElse("");
      for (String cell : first.split(String.valueOf(options.separator()), -1)) {
        header.add(options.header() ? cell.strip().replace("\"", "") : Integer.toString(header.size()));
      }
      return inputs.stream().filter(MediaCells::readsFiles).allMatch(field -> header.contains(column(field)));
    } catch (IOException | UserProblem e) {
      return false; // what reads it otherwise says what it is
    }
  }

  private static String column(Field field) {
    return field.selection() instanceof Selection.Column column ? column.name() : field.name();
  }

  private Dataset read(Source source, List<Fitted> fitted) {
    List<Field> read = new ArrayList<>();
    for (Field field : inputs) {
      read.add(MediaCells.readsFiles(field)
          ? CsvParsing.with(field, source instanceof MediaFolder folder
              ? new Selection.Array(folder.medium().array())
              : new Selection.Column(column(field)))
          : field);
    }
    return Loading.dataset(read, Formats.read(source, files(), read), fitted, source.name());
  }

  private String name() {
    return input.getFileName().toString();
  }

  private DataFiles files() {
    return new DataFiles(Optional.ofNullable(input.getParent()).orElse(input), Map.of());
  }
}
