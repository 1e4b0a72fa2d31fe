package adjoint.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The prompt on a real terminal. */
class TerminalLoopTest {

  @TempDir
  private Path home;

  @BeforeAll
  static void needsTmux() {
    assumeTrue(Tmux.isInstalled(), "tmux isn't installed: apt install tmux");
  }

  @Test
  void entriesAreAnsweredCompletedAndRemembered() throws IOException, InterruptedException {
    try (var terminal = new Tmux(home, "NO_COLOR=")) {
      terminal.type("dim Pix");
      terminal.type("el = 3");
      terminal.keys("Enter");
      terminal.prompted();
      terminal.type("x = zer");
      terminal.keys("Tab");
      terminal.type("[Pix");
      terminal.keys("Tab");
      terminal.seen("zeros[Pixel");
      terminal.type("] + 1");
      terminal.keys("Enter");
      terminal.seen("x: [Pixel = 3]  1  1  1");
      assertThat(terminal.colours()).contains("\u001b[1mdim");
      terminal.enter("fn twice(a: [..]) -> [..] {");
      terminal.seen("...");
      terminal.enter("2 * a");
      terminal.enter("}");
      terminal.enter("twice(x)");
      terminal.seen("$1: [Pixel = 3]  2  2  2");
      terminal.enter("x + bad");
      assertThat(terminal.seen("nothing is called `bad`")).contains("1 │ x + bad", "│     ^^^");
      terminal.prompted();
      terminal.keys("C-d");
      terminal.seen("the session is over");
    }
    theNextSessionRemembersThem();
  }

  private void theNextSessionRemembersThem() throws IOException, InterruptedException {
    try (var terminal = new Tmux(home, "NO_COLOR=1")) {
      terminal.keys("Up", "Up", "Enter");
      assertThat(terminal.seen("nothing is called `twice`")).contains("nn> twice(x)");
      assertThat(terminal.colours()).doesNotContain("\u001b[1m", "\u001b[31m", "\u001b[36m");
    }
  }

  @Test
  void ctrlCCancelsWhatIsTypedAndStopsWhatRuns() throws IOException, InterruptedException {
    try (var terminal = new Tmux(home, "NO_COLOR=1")) {
      terminal.enter("nonsense(");
      terminal.seen("...");
      terminal.keys("C-c");
      terminal.seen("nn>");
      terminal.enter("dim A = 30000");
      terminal.enter("y = 20 + 1");
      terminal.seen("y: 21");
      terminal.enter("sum(normal[A, A', A'']())");
      Thread.sleep(1000);
      terminal.keys("C-c");
      terminal.seen("stopped; nothing has changed");
      terminal.enter("y * 2");
      terminal.seen("$1: 42");
    }
  }

  @Test
  void commandsAreListedAndAListLeavesNothingBehind() throws IOException, InterruptedException {
    try (var terminal = new Tmux(home, "NO_COLOR=1")) {
      terminal.type(":");
      terminal.keys("Tab");
      terminal.seen("bytecode");
      terminal.keys("C-c");
      terminal.enter("20 + 22");
      assertThat(terminal.seen("$1: 42")).doesNotContain("bytecode");
      terminal.enter("dim P = 50");
      terminal.enter(":plot index[P]");
      assertThat(terminal.seen("└").lines().filter(line -> line.contains("└")).findFirst().orElseThrow().length())
          .isBetween(90, 100);
      terminal.enter("quit");
      terminal.seen("the session is over");
    }
  }

  @Test
  void aStrangeTerminalIsNoReasonToStop() throws IOException, InterruptedException {
    try (var terminal = new Tmux(home, "TERM=no-such-terminal")) {
      terminal.enter("20 + 22");
      assertThat(terminal.seen("$1: 42")).doesNotContain("Exception", "at org.jline");
    }
  }
}
