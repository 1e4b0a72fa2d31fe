package adjoint.runtime.train;

import adjoint.runtime.program.Program;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the weights of a run depend on, as it was when the run began: a run that goes on has the bits of one that never
 * stopped only where all of this is the same. The number of epochs isn't among it, since more of them may be asked for.
 *
 * @param settings the recipe's, each as text
 * @param program a checksum of what the training's functions compute, and what is computed for them once a step
 * @param files a checksum of each data file, by its path in the recipe
 */
record Fingerprint(Map<String, String> settings, String program, Map<String, String> files) {

  private static final String SETTINGS = "settings";
  private static final String PROGRAM = "program";
  private static final String FILES = "files";

  static Fingerprint of(Program program, Recipe recipe, Map<String, String> files) {
    Map<String, String> settings = new LinkedHashMap<>();
    StringBuilder computes = new StringBuilder(program.checksum());
    new TreeMap<>(recipe.settings()).forEach((name, schedule) -> {
      if (schedule instanceof Schedule.Computed || schedule instanceof Schedule.StepNumber
          || schedule instanceof Schedule.Begins) {
        computes.append(' ').append(schedule.written());
      } else {
        settings.put(name, schedule.written());
      }
    });
    settings.put("shuffle", Boolean.toString(recipe.shuffle()));
    settings.put("accumulate", Integer.toString(recipe.accumulate()));
    settings.put("steps", recipe.steps() == 0 ? "" : Integer.toString(recipe.steps()));
    settings.put("drop last", Boolean.toString(recipe.batch().map(Batch::dropLast).orElse(false)));
    settings.put("clip", recipe.clip().map(Object::toString).orElse(""));
    settings.put("stop", recipe.stop().map(Object::toString).orElse(""));
    settings.put("split", recipe.split().map(Fingerprint::split).orElse(""));
    settings.put("source", recipe.data().map(s -> s.arrays() + " " + s.table()).orElse(""));
    recipe.fields().forEach(field -> settings.put("field " + field.name(), field(field)));
    return new Fingerprint(settings, computes.toString(), files);
  }

  private static String split(Split split) {
    List<String> parts = new ArrayList<>();
    split.parts().forEach(p -> parts.add(p.name().word() + " "
        + (p.amount() instanceof Split.Own own ? own.source().paths() + " " + own.source().table() : p.amount())));
    String folds = split.folds().map(f -> f.count() + " folds ").orElse("");
    return (split.inOrder() ? "in order " : "") + folds + parts;
  }

  /** All of it but its place in the file. */
  private static String field(Field field) {
    return List.of(field.element(), field.axes(), field.index(), field.selection(), field.series(), field.transforms(),
        field.missing()).toString();
  }

  String json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put(SETTINGS, texts(settings));
    members.put(PROGRAM, new Json.Text(program));
    members.put(FILES, texts(files));
    return new Json.Members(members).write();
  }

  private static Json texts(Map<String, String> texts) {
    Map<String, Json> members = new LinkedHashMap<>();
    texts.forEach((name, text) -> members.put(name, new Json.Text(text)));
    return new Json.Members(members);
  }

  /** Empty where the text is no fingerprint. */
  static Optional<Fingerprint> parse(String text) {
    try {
      Json json = Json.read(text);
      String program = json.get(PROGRAM).orElse(new Json.Nothing()) instanceof Json.Text p ? p.value() : "";
      return Optional.of(new Fingerprint(texts(json, SETTINGS), program, texts(json, FILES)));
    } catch (Json.Malformed e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> texts(Json json, String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (json.get(name).orElse(new Json.Nothing()) instanceof Json.Members members) {
      members.members().forEach((key, value) -> {
        if (value instanceof Json.Text text) {
          texts.put(key, text.value());
        }
      });
    }
    return texts;
  }

  /** Whether it is written as users write it, rather than in the words of records. */
  private static boolean isShown(String text) {
    return !text.isEmpty() && text.indexOf('[') < 0;
  }

  /**
   * What another run has otherwise, in words: `its lr is 0.1, here 0.2`, `digits.csv has changed since`. That the program
   * computes something else is said where nothing else explains it, since a setting may be a number in it.
   */
  List<String> differences(Fingerprint here) {
    List<String> differences = new ArrayList<>();
    settings.forEach((name, there) -> {
      String now = here.settings.getOrDefault(name, "");
      if (!now.equals(there)) {
        differences.add("its " + name + (isShown(there) && isShown(now)
            ? " is " + there + ", here " + now
            : " is another"));
      }
    });
    here.settings.keySet().stream().filter(name -> !settings.containsKey(name))
        .forEach(name -> differences.add("it has no " + name));
    files.forEach((path, checksum) -> {
      if (!checksum.equals(here.files.getOrDefault(path, ""))) {
        differences.add(here.files.containsKey(path) ? path + " has changed since" : path + " was read, here it isn't");
      }
    });
    if (differences.isEmpty() && !program.equals(here.program)) {
      differences.add("its model, loss or optimizer computes something else");
    }
    return differences;
  }
}
