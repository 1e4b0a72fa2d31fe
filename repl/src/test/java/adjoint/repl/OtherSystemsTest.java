package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other systems do otherwise, as far as it can be tried here: line ends, names of folders, a launcher of their own. */
class OtherSystemsTest {

  private static final Path IRIS = Path.of("../examples/iris");

  @TempDir
  private Path folder;

  private Path lf = Path.of("");
  private Path crlf = Path.of("");

  @BeforeEach
  void copyTheExample() throws IOException {
    lf = Files.createDirectories(folder.resolve("lf"));
    crlf = Files.createDirectories(folder.resolve("crlf"));
    for (var name : List.of("iris.nn", "iris.csv")) {
      Files.copy(IRIS.resolve(name), lf.resolve(name));
      Files.writeString(crlf.resolve(name), Files.readString(IRIS.resolve(name)).replace("\n", "\r\n"));
    }
  }

  private static String train(Path folder) {
    var outcome = Outcome.of("train", folder.resolve("iris.nn").toString(), "--epochs", "3", "--threads", "1", "--out",
        folder.resolve("run").toString(), "--quiet");
    assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
    return Outcome.of("predict", folder.resolve("iris.nn").toString(), folder.resolve("iris.csv").toString(),
        "--weights", folder.resolve("run").toString()).out();
  }

  @Test
  void linesMayEndAsOnWindows() {
    assertThat(train(crlf)).isEqualTo(train(lf)).hasLineCount(151);
  }

  @Test
  void messagesAreTheSameForBothLineEnds() throws IOException {
    for (var each : List.of(lf, crlf)) {
      var text = Files.readString(each.resolve("iris.nn"));
      Files.writeString(each.resolve("iris.nn"), text.replace("|> Linear[Species]", "|> Linear[Length -> Species]"));
    }
    var here = Outcome.of("check", lf.resolve("iris.nn").toString());

    assertThat(here.err()).contains("error[NN0204]").doesNotContain("\r");
    assertThat(Outcome.of("check", crlf.resolve("iris.nn").toString()).err())
        .isEqualTo(here.err().replace(lf.toString(), crlf.toString()));
  }

  /** `\` is a part of a name here, and of a path there: nothing may take either for what it isn't. */
  @ParameterizedTest
  @ValueSource(strings = {"with a blank", "C:\\back\\slashes", "größe", "50% & (more)", "an=equals"})
  void foldersMayBeCalledAnything(String name) throws IOException {
    var place = Files.createDirectories(folder.resolve(name));
    for (var each : List.of("iris.nn", "iris.csv")) {
      Files.copy(lf.resolve(each), place.resolve(each));
    }
    var jar = place.resolve("iris.jar");

    assertThat(train(place)).hasLineCount(151);
    assertThat(Outcome.of("build", place.resolve("iris.nn").toString(), "--weights", place.resolve("run").toString(),
        "-o", jar.toString()).err()).isEmpty();
    assertThat(jar).isNotEmptyFile();
  }

  /** Both launchers go by the same tables, and start the same classes. */
  @ParameterizedTest
  @ValueSource(strings = {"src/main/launcher/nn.cmd", "../nn"})
  void launchersShareTheirTables(String launcher) throws IOException {
    assertThat(Files.readString(Path.of(launcher))).contains("kernel.commands", ".options", "directives.json",
        "adjoint.repl.Main", "adjoint.repl.start.Rehearsal", "ADJOINT_JAVA_HOME", "ADJOINT_JAVA_OPTS", "-XX:AOTCache",
        "-Dadjoint.terminal", "-Dadjoint.keyboard", "version");
  }

  /** Java reads these by `@FILE`: a quotation mark or a backslash would mean something there. */
  @ParameterizedTest
  @ValueSource(strings = {"kernel.options", "tool.options"})
  void optionsMeanTheSameOnEverySystem(String table) throws IOException {
    assertThat(Files.readAllLines(Path.of("src/main/launcher").resolve(table)))
        .allMatch(line -> line.startsWith("#") || line.matches("[-\\w:.+=/,*]+"));
  }
}
