package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * `text("input.txt")`: one running text, of which each token is a row, so that `window(text)` is a block of it.
 *
 * @param stride the tokens from the begin of a block to that of the next; 1 for blocks anywhere
 */
public record RunningText(String path, int stride, Place place) implements Source {

  /** What fields call it. */
  static final String ARRAY = "text";

  static RunningText of(SourceArguments written) {
    return new RunningText(written.path(), Math.max(1, written.number("stride", 1)), written.place());
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  @Override
  public List<String> arrays() {
    return List.of(ARRAY);
  }

  /** All of it, as the only row, before it is cut into tokens. */
  Table read(DataFiles files, List<Field> fields) {
    Raw whole = new Raw.Texts(new int[]{0}, List.of(content(files)));
    return new Table(new ArrayList<>(Collections.nCopies(fields.size(), whole)), 1, row -> path);
  }

  /** Its line breaks are line feeds, whatever the file's are; a mark of the byte order isn't part of it. */
  private String content(DataFiles files) {
    StringBuilder text = new StringBuilder();
    try (DataFiles.Opened opened = files.open(path, place);
        BufferedReader reader = new BufferedReader(new Utf8Reader(opened.name(), opened.stream()))) {
      char[] some = new char[1 << 14];
      for (int n = reader.read(some); n >= 0; n = reader.read(some)) {
        text.append(some, 0, n);
      }
    } catch (IOException e) {
      throw Unpacking.unreadable(path, e).at(place);
    } catch (UserProblem e) {
      throw e.place().isPresent() ? e : e.at(place);
    }
    if (text.isEmpty()) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, path + " is empty").at(place);
    }
    return text.indexOf("\r") < 0 ? text.toString() : text.toString().replace("\r\n", "\n").replace('\r', '\n');
  }
}
