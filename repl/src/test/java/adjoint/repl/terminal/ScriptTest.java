package adjoint.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.command.PromptContext;
import adjoint.repl.report.Console;
import adjoint.repl.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Entries that nobody types are answered without prompts; problems go to standard error. */
class ScriptTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private boolean run(String text) {
    var console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
    return Script.run(new StringReader(text), new PromptContext(Session.begin(Path.of("")), console.out(), false),
        console);
  }

  @Test
  void answersOnly() {
    assertThat(run("1 + 1\nfn f(a: [..]) -> [..] {\n  a\n}\n2 *\n3")).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("$1: 2\n$2: 6\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aProblemIsTold() {
    assertThat(run("nothing\n40 + 2\n")).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("$1: 42\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("error[NN0201]: nothing is called `nothing` here");
  }

  @Test
  void theEndMayComeEarly() {
    assertThat(run(":quit\n1\n")).isTrue();
    assertThat(run("f(1,")).isFalse();
    assertThat(run("")).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
