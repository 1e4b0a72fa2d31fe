package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Examples in JSON, one a line: an object with a member for each field, or the value of the only field. */
final class JsonLines implements Rows {

  private final String name;
  private final BufferedReader lines;
  private final List<Field> fields = new ArrayList<>();
  private final List<FieldCells> cells = new ArrayList<>();
  private int line;

  JsonLines(String name, InputStream stream, List<Field> fields, Rows.Cells maker) {
    this.name = name;
    this.lines = new BufferedReader(new Utf8Reader(name, stream), 1 << 16);
    for (Field field : fields) {
      Field whole = JsonExample.whole(field);
      this.fields.add(whole);
      cells.add(maker.of(whole, TextCells.cells(whole)));
    }
  }

  @Override
  public boolean next() throws IOException {
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (!text.isBlank() && JsonExample.read(parsed(text), fields, cells, name + ", line " + line)) {
        return true;
      }
    }
    return false;
  }

  private Json parsed(String text) {
    try {
      return Json.read(text);
    } catch (Json.Malformed e) {
      throw UserProblem
          .of(RuntimeProblem.DATA_UNREADABLE, name + ", line " + line + " isn't JSON: it has " + e.getMessage())
          .hint("each line is one example: a whole object or array");
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
