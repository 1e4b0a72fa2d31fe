package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * `jsonl("a.jsonl")`: an example a line, an object whose members are its columns. A member that an object lacks, or that is
 * `null`, is missing.
 */
public record JsonTable(String path, Place place) implements Source {

  static JsonTable of(SourceArguments written) {
    return new JsonTable(written.path(), written.place());
  }

  @Override
  public List<String> paths() {
    return List.of(path);
  }

  Table read(DataFiles files, List<Field> fields) {
    Collected.OfFiles cells = new Collected.OfFiles();
    Origins origins = new Origins();
    for (String file : files.matching(path, place)) {
      cells.begin();
      try (DataFiles.Opened opened = files.open(file, place);
          BufferedReader reader = new BufferedReader(new Utf8Reader(opened.name(), opened.stream()))) {
        origins.add(file, new JsonTable(file, place).read(reader, fields, cells));
      } catch (IOException e) {
        throw Unpacking.unreadable(file, e).at(place);
      } catch (UserProblem e) {
        throw e.place().isPresent() ? e : e.at(place);
      }
    }
    return new Table(cells.raws(), origins.rows(), origins);
  }

  private int[] read(BufferedReader reader, List<Field> fields, Rows.Cells cells) throws IOException {
    Optional<CellRows> rows = Optional.empty();
    List<String> header = List.of();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank()) {
        Map<String, Json> members = members(line, number);
        if (rows.isEmpty()) {
          header = List.copyOf(members.keySet());
          rows = Optional.of(new CellRows(path, header, fields, cells));
        }
        rows.get().row(number, texts(members, header, number));
      }
    }
    int[] lines = rows.map(CellRows::lines).orElse(new int[0]);
    if (lines.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, path + " has no line with an example");
    }
    return lines;
  }

  private Map<String, Json> members(String line, int number) {
    try {
      if (Json.read(line) instanceof Json.Members object) {
        return object.members();
      }
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, path + ", line " + number + " is no JSON object")
          .hint("each line is one example: {\"text\": \"…\", \"label\": 1}");
    } catch (Json.Malformed e) {
      throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, path + ", line " + number + " isn't JSON: it has "
          + e.getMessage()).hint("each line is one example, a whole object");
    }
  }

  private List<String> texts(Map<String, Json> members, List<String> header, int number) {
    List<String> texts = new ArrayList<>();
    for (String name : header) {
      Json value = members.getOrDefault(name, new Json.Nothing());
      if (value instanceof Json.Text text) {
        texts.add(text.value());
      } else if (value instanceof Json.Array || value instanceof Json.Members) {
        throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, path + ", line " + number + ": " + Words.quoted(name)
            + " isn't a single value").hint("a member is a text, a number, true or false");
      } else {
        texts.add(value instanceof Json.Nothing ? "" : value.write());
      }
    }
    return texts;
  }
}
