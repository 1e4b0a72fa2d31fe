package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Main;
import adjoint.repl.report.Console;
import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FailureReportTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(err, true), false, false);

  @Test
  void aProblemOfTheUserIsToldWithItsPlaceAndHint() {
    int exit = FailureReport.failure(console, UserProblem.of(RuntimeProblem.NOT_A_NUMBER, "\"red\" is not a number")
        .at(new Place("iris.csv", 7, 0)).hint("categories(column(\"color\")) reads names"));

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("""
        error[NN0407]: "red" is not a number
          = at iris.csv:7
          = help: categories(column("color")) reads names
        """);
  }

  @Test
  void aBugSaysWhichRoomBrokeAndKeepsTheTraceInAFile() throws IOException {
    var broken = new IllegalStateException("no such index\nsecond line");
    broken.setStackTrace(new StackTraceElement[]{
      new StackTraceElement("java.util.Optional", "get", "Optional.java", 1),
      new StackTraceElement("adjoint.compiler.plan.Fuse", "join", "Fuse.java", 2)});

    int exit = FailureReport.failure(console, broken);

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("error[NN0999]: a bug in Adjoint: compiler.plan broke\n")
        .contains("no such index", "please report it")
        .doesNotContain("\tat ", "second line", "Fuse.java");
    assertThat(Files.readString(evidence())).contains("Fuse.java", "second line");
    Files.delete(evidence());
  }

  @Test
  void runningOutOfMemorySaysHowToGiveMore() {
    int exit = FailureReport.failure(console, new OutOfMemoryError("Java heap space"));

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("error[NN0910]: ").contains("ADJOINT_JAVA_OPTS=-Xmx");
  }

  @Test
  void wordsThatGoNowhereAreAFailure() {
    var full = new PrintStream(new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException("No space left on device");
      }
    });

    int exit = Main.run(new Console(full, console.err(), false, false), "explain", "NN0204");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("error[NN0911]: standard output can't be written");
  }

  @Test
  void coloursAreUsedWhereTheyAreWelcome() {
    var colourful = new Console(console.out(), console.err(), true, true);

    FailureReport.failure(colourful, UserProblem.of(RuntimeProblem.DATA_EMPTY, "no rows"));

    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("\u001b[1;31merror[NN0403]\u001b[0m");
  }

  private Path evidence() {
    var named = Pattern.compile("and (\\S+nn-bug-\\S+\\.txt)").matcher(err.toString(StandardCharsets.UTF_8));
    assertThat(named.find()).isTrue();
    return Path.of(named.group(1));
  }
}
