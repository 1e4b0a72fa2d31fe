package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fixtures' programs, lowered. */
final class Programs {

  private static final Pattern MODEL = Pattern.compile("model Case\\((.*)\\) -> (.*?) \\{");

  private Programs() {}

  static Lowered lower(String name, String text) {
    Parsed parsed = Parser.parse(new Source(name, text));
    assertThat(parsed.problems()).isEmpty();
    ProgramLowering.Result result = ProgramLowering.lower(parsed.file(),
        new ProgramLowering.Options(Path.of("."), path -> Optional.empty(), Map.of(), false));
    assertThat(result.problems()).isEmpty();
    return result.lowered().orElseThrow();
  }

  /** Whether all that the model takes is of an example, and can be a field of data. */
  static boolean isByExample(Fixture fixture) {
    Matcher model = MODEL.matcher(fixture.program());
    return model.find()
        && Arrays.stream(model.group(1).split(", (?=\\w+: )")).allMatch(parameter -> parameter.contains("[Batch"));
  }

  /**
   * The program with a `train` block whose loss is Σ seed·Case(inputs), the seed a field of the batch: a step of it moves
   * each parameter by its gradient.
   */
  static String trained(Fixture fixture) {
    Matcher model = MODEL.matcher(fixture.program());
    assertThat(model.find()).as("a model Case in " + fixture).isTrue();
    List<String> fields = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String parameter : model.group(1).split(", (?=\\w+: )")) {
      String[] parts = parameter.split(": ", 2);
      names.add(parts[0]);
      fields.add(field(parts[0], parts[1]));
    }
    fields.add(field("seed", model.group(2)));
    return fixture.program() + "\ntrain Case {\n  data csv(\"none.csv\") {\n    " + String.join(",\n    ", fields)
        + "\n  }\n  minimize sum(Case(" + String.join(", ", names)
        + ") * seed) using SGD[lr = 1]\n  batch Batch = 1\n}\n";
  }

  /** What the run gives at a step, counted from 0, of ten. */
  static Map<String, double[]> settings(Recipe recipe, int step) {
    Map<String, double[]> values = new HashMap<>();
    recipe.settings()
        .forEach((name, schedule) -> values.put(name, new double[]{schedule.at(step, new Schedule.Run(10, 10))}));
    return values;
  }

  /** An example's part of a type: `[Batch, C]` is `[C]`, `Token[Batch, T]` is `Token[T]`, `[Batch]` is `real`. */
  private static String field(String name, String type) {
    String one = type.replace("[Batch, ", "[").replace("[Batch]", "");
    return name + ": " + (one.isEmpty() ? "real" : one) + " = columns(\"" + name + "*\")";
  }
}
