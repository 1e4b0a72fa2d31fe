package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads folders of pictures and sounds as tables of their files' names. */
record FolderReading(MediaFolder source) {

  static Table read(MediaFolder source, DataFiles data, List<Field> fields) {
    try {
      return new FolderReading(source).table(data, fields);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(source.place());
    }
  }

  private Table table(DataFiles data, List<Field> fields) {
    List<Field> columns = new ArrayList<>();
    fields.forEach(field -> columns.add(Lines.column(field)));
    List<Collected> collected = new ArrayList<>();
    List<String> files = files(data);
    CellRows rows =
        new CellRows(source.path(), source.arrays(), columns, Collected.into(collected), row -> files.get(row));
    NamePattern pattern = new NamePattern(source.names());
    for (int i = 0; i < files.size(); i++) {
      List<String> row = new ArrayList<>(List.of(files.get(i), folder(files.get(i)), files.get(i)));
      row.addAll(pattern.of(files.get(i)));
      rows.row(i, row);
    }
    int[] kept = rows.lines();
    return new Table(Collected.raws(collected), kept.length, row -> files.get(kept[row]));
  }

  private static String folder(String file) {
    int end = file.indexOf('/');
    return end < 0 ? "" : file.substring(0, end);
  }

  /** The paths of all examples below the folder, sorted; of a file that stands for a folder its own. */
  private List<String> files(DataFiles data) {
    if (!source.path().endsWith("/")) {
      return List.of(source.path());
    }
    Path folder = data.folder(source.path(), source.place());
    List<String> files = new ArrayList<>();
    for (String file : DataFiles.below(folder)) {
      String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      if (source.medium().endings().contains(ending)) {
        files.add(file);
      }
    }
    if (files.isEmpty()) {
      List<String> endings = new ArrayList<>();
      source.medium().endings().forEach(ending -> endings.add("." + ending));
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, folder + " has no file that ends in " + Words.either(endings));
    }
    return files;
  }
}
