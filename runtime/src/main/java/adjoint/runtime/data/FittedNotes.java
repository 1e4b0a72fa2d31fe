package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What fields learnt from their training examples, as a note of a weight file. */
public final class FittedNotes {

  /** The note's name. */
  public static final String KEY = "data";

  private FittedNotes() {}

  /** As text. */
  public static String write(List<Fitted> fitted) {
    Map<String, Json> fields = new LinkedHashMap<>();
    for (Fitted each : fitted) {
      if (!each.numbers().isEmpty() || !each.names().isEmpty()) {
        Map<String, Json> members = new LinkedHashMap<>(); // in one order, so that the same run gives the same file
        members.put("numbers", arrays(each.numbers()));
        members.put("names", new Json.Array(each.names().stream().map(n -> (Json) new Json.Text(n)).toList()));
        fields.put(each.field(), new Json.Members(members));
      }
    }
    return new Json.Members(fields).write();
  }

  private static Json arrays(List<double[]> numbers) {
    List<Json> arrays = new ArrayList<>();
    for (double[] each : numbers) {
      List<Json> items = new ArrayList<>();
      for (double value : each) {
        items.add(Json.number(value));
      }
      arrays.add(new Json.Array(items));
    }
    return new Json.Array(arrays);
  }

  /**
   * From a weight file's notes; empty where a file doesn't say.
   *
   * @throws UserProblem where the note can't be read
   */
  public static Optional<List<Fitted>> read(Map<String, String> notes) {
    if (!notes.containsKey(KEY)) {
      return Optional.empty();
    }
    try {
      Json.Members fields = (Json.Members) Json.read(notes.get(KEY));
      List<Fitted> fitted = new ArrayList<>();
      for (Map.Entry<String, Json> field : fields.members().entrySet()) {
        fitted.add(new Fitted(field.getKey(), numbers(field.getValue()), names(field.getValue())));
      }
      return Optional.of(fitted);
    } catch (Json.Malformed | ClassCastException e) {
      throw damaged("its note `" + KEY + "` can't be read");
    }
  }

  static UserProblem damaged(String why) {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, "the file of weights is damaged: " + why);
  }

  private static List<Json> items(Json value, String name) {
    Optional<Json> items = value.get(name);
    return items.isPresent() ? ((Json.Array) items.get()).items() : List.of();
  }

  private static List<double[]> numbers(Json field) {
    List<double[]> numbers = new ArrayList<>();
    for (Json array : items(field, "numbers")) {
      List<Json> items = ((Json.Array) array).items();
      double[] values = new double[items.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = ((Json.Number) items.get(i)).value();
      }
      numbers.add(values);
    }
    return numbers;
  }

  private static List<String> names(Json field) {
    List<String> names = new ArrayList<>();
    for (Json name : items(field, "names")) {
      names.add(((Json.Text) name).value());
    }
    return names;
  }
}
