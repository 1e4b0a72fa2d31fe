package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a program's text asks of its data files before they are read as data. Each file is asked once. */
public final class FileFacts {

  private final DataFiles files;
  private final Map<String, Long> kept;
  private final Map<List<Object>, Long> counts = new HashMap<>();

  /**
   * @param directory of the `.nn` file
   * @param replaced of `--data name=path`
   * @param kept sizes of dims that weights were trained with, by name: they aren't counted again
   */
  public FileFacts(Path directory, Map<String, String> replaced, Map<String, Long> kept) {
    this.files = new DataFiles(directory, replaced);
    this.kept = Map.copyOf(kept);
  }

  /** The folder in which paths begin. */
  public Path directory() {
    return files.directory();
  }

  /** Files elsewhere, by name. */
  public Map<String, String> replaced() {
    return files.replaced();
  }

  /** The size that weights were trained with. */
  public Optional<Long> kept(String dim) {
    return Optional.ofNullable(kept.get(dim));
  }

  /**
   * The shape of an array as its file's header says it; empty where there is no such file, or no header that says so.
   *
   * @throws UserProblem where there is a file that isn't such
   */
  public Optional<List<Long>> shape(Source source) {
    return source instanceof ArraySource array && Files.isReadable(files.resolve(source.paths().get(0), source.place()))
        ? Optional.of(array.shape(files))
        : Optional.empty();
  }

  /**
   * How many different values columns of a table hold together, as {@link Transform.Categories} tells them apart; without
   * columns, how many rows there are.
   */
  public long count(Source table, List<String> columns) {
    return counts.computeIfAbsent(List.of(table, columns),
        key -> columns.isEmpty() ? rows(table) : values(table, columns));
  }

  /** How many tokens a vocabulary has room for: as many as all texts of some fields give it, what several read once. */
  public long vocabulary(Source source, List<Field> fields, Vocabulary vocabulary) {
    Map<Selection, Field> read = new LinkedHashMap<>();
    fields.forEach(field -> read.putIfAbsent(field.selection(), field));
    return counts.computeIfAbsent(List.of(source, read.keySet(), vocabulary), key -> {
      List<String> texts = new ArrayList<>();
      for (Raw raw : Formats.read(source, files, List.copyOf(read.values())).raws()) {
        Raw.Texts all = (Raw.Texts) raw;
        for (int position : all.positions()) {
          texts.add(all.texts().get(position));
        }
      }
      return (long) LearntVocabulary.of(vocabulary, texts).size();
    });
  }

  /**
   * The size of an array's axis.
   *
   * @param axis from 0 on
   */
  public long size(Source source, int axis) {
    List<Long> shape = ((ArraySource) source).shape(files);
    if (axis >= shape.size()) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, source.paths().get(0) + " holds " + shape
          + ", which has no axis " + axis).at(source.place());
    }
    return shape.get(axis);
  }

  private long values(Source table, List<String> columns) {
    Set<String> names = new LinkedHashSet<>();
    for (String column : columns) {
      Raw raw = Formats.read(table, files, List.of(field(column, table.place()))).raws().get(0);
      names.addAll(((Raw.Named) raw).names());
    }
    if (names.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, table.name() + " holds nothing in "
          + Words.some(columns)).at(table.place());
    }
    return names.size();
  }

  private static Field field(String column, Place place) {
    return new Field(column, Element.INT, List.of(), Optional.of(new Field.IndexDim("", Integer.MAX_VALUE, List.of())),
        new Selection.Column(column), Field.Series.ROW, List.of(new Transform.Categories()), new Missing.Drop(), place);
  }

  private long rows(Source table) {
    return Formats.read(table, files, List.of()).rows();
  }
}
