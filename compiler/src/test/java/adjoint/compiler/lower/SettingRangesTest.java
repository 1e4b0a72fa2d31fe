package adjoint.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every argument of every schedule and every setting of a `train` block, given values in and out of its range. */
class SettingRangesTest {

  private static final List<String> VALUES =
      List.of("0", "-1", "1", "2", "0.5", "1.5", "-0.5", "1e-30", "1e30", "0/0", "1/0", "-1/0", "3000000000");

  private static final String BLOCK = """
      dim D = 2
      model M() -> [D] { param w: [D] = 1
        w }
      train M {
        minimize sum(M()^2) using SGD[lr = %s]
        steps 7
        epochs 3
        %s
      }
      """;

  private static Compiler.Checked checked(String rate, String line) {
    Path folder = Path.of("").toAbsolutePath();
    return Compiler.check(new Source("a.nn", BLOCK.formatted(rate, line).replaceAll(repeated(line), "")),
        new ProgramLowering.Options(folder, SourceFiles.beside(folder.resolve("a.nn")), Map.of(), false));
  }

  /** The block's own line of a setting gives way to the one that is tried. */
  private static String repeated(String line) {
    String word = line.split(" ")[0];
    return word.equals("epochs") || word.equals("steps") ? "(?m)^  " + word + " [37]\\n" : "(?!)";
  }

  static Stream<String> schedules() {
    Map<String, List<String>> parameters = Map.of("cosine", List.of("floor"), "linear", List.of("floor"), "exponential",
        List.of("decay", "every", "every_epochs"), "step", List.of("every", "every_epochs", "factor"), "polynomial",
        List.of("power", "floor"), "cosine_restarts", List.of("every", "every_epochs", "growth", "floor"), "one_cycle",
        List.of("start", "floor", "rise"), "cyclic", List.of("peak", "every", "every_epochs", "decay"), "plateau",
        List.of("factor", "patience", "least", "floor"));
    return parameters.entrySet().stream().flatMap(each -> Stream
        .concat(each.getValue().stream(), Stream.of("warmup", "warmup_epochs"))
        .flatMap(parameter -> VALUES.stream().map(v -> each.getKey() + "(0.1, " + parameter + " = " + v + ")")));
  }

  /** What is accepted gives a finite number at every step, and never the opposite sign of what was asked for. */
  @ParameterizedTest
  @MethodSource("schedules")
  void aScheduleIsRefusedOrFinite(String schedule) {
    Compiler.Checked checked = checked(schedule, "");
    if (checked.lowered().isEmpty()) {
      assertThat(checked.problems()).extracting(Diagnostic::code).as(schedule)
          .containsOnly(CompilerProblem.INVALID_SCHEDULE.code());
      return;
    }
    Recipe recipe = checked.lowered().get().recipe().orElseThrow();
    Schedule lr = recipe.settings().get("lr");
    for (int step = 0; step < 21; step++) {
      double value = lr.at(step, new Schedule.Run(7, 21));
      assertThat(Double.isFinite(value)).as("%s at %d: %s", schedule, step, value).isTrue();
      assertThat(value >= 0 || schedule.contains("floor") || schedule.contains("start") || schedule.contains("peak"))
          .as("%s at %d: %s", schedule, step, value).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"step(0.1, every_epochs = 0)|0", "step(0.1, every = 2.5)|0",
    "cosine(0.1, warmup = -1)|0", "cosine(0.1, warmup = 1.5)|0", "cosine(0.1, warmup_epochs = 1.5)|1",
    "cosine(0.1, warmup = 0)|1", "cosine(0.1, warmup = 3)|1", "cosine(0.1, warmup = 3, warmup_epochs = 1)|0",
    "step(0.1, every = 3, every_epochs = 1)|0", "cosine(0.1, floor = 0, floor = 1)|0",
    "exponential(0.1, decay = 0)|0", "exponential(0.1, every_epochs = 0.5)|1"})
  void aScheduleOfTheRightRangeIsTaken(String schedule, int taken) {
    assertThat(checked(schedule, "").lowered().stream()).as(schedule).hasSize(taken);
  }

  static Stream<String> lines() {
    return Stream.of("epochs", "steps", "seed", "accumulate", "clip norm", "clip value", "stop patience",
        "stop patience 3 least", "shuffle", "decay", "ema").flatMap(word -> VALUES.stream().map(v -> word + " " + v));
  }

  /** What is accepted is a number of the kind: counts are whole and above 0, limits above 0 and finite. */
  @ParameterizedTest
  @MethodSource("lines")
  void aSettingIsRefusedOrInItsRange(String line) {
    Compiler.Checked checked = checked("0.1", line);
    String value = line.substring(line.lastIndexOf(' ') + 1);
    boolean count = value.equals("1") || value.equals("2");
    boolean positive = List.of("1", "2", "0.5", "1.5", "1e-30", "1e30", "3000000000").contains(value);
    boolean right = switch (line.substring(0, line.lastIndexOf(' '))) {
      case "epochs", "steps", "accumulate", "stop patience" -> count;
      case "seed" -> count || value.equals("0");
      case "clip norm", "clip value" -> positive;
      case "ema" -> value.equals("0.5") || value.equals("1e-30");
      case "stop patience 3 least" -> positive || value.equals("0");
      default -> false;
    };
    assertThat(checked.lowered().isPresent()).as("%s: %s", line, checked.problems()).isEqualTo(right);
  }
}
