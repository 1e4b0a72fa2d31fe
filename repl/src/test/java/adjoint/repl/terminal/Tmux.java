package adjoint.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real terminal for a test, by tmux, with `nn repl` started in it from the classes under test. */
final class Tmux implements AutoCloseable {

  private static final long PATIENCE = 30_000;

  private final String name = "adjoint-" + ProcessHandle.current().pid() + "-" + System.nanoTime();

  Tmux(Path home, String environment) throws IOException, InterruptedException {
    run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "40", "-c", home.toString(),
        "env HOME=" + home + " XDG_STATE_HOME= " + environment + " " + java() + "; echo the session is over; sleep 60");
    prompted();
  }

  /** Whether tmux is installed. */
  static boolean isInstalled() {
    try {
      return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String java() {
    return String.join(" ", ProcessHandle.current().info().command().orElse("java"), "-Xss16m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-Dadjoint.terminal=true", "-Dadjoint.keyboard=true", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), "adjoint.repl.Main",
        "repl");
  }

  /** Types keys by their names, such as `Enter` or `C-c`. */
  void keys(String... keys) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("send-keys"));
    command.addAll(List.of(keys));
    run(command.toArray(String[]::new));
  }

  void type(String text) throws IOException, InterruptedException {
    run("send-keys", "-l", text);
  }

  /** Types a line and its end, once the prompt is there. */
  void enter(String line) throws IOException, InterruptedException {
    prompted();
    type(line);
    keys("Enter");
  }

  /** Waits for the prompt: what is typed before isn't lost, but a key such as C-d means something else then. */
  void prompted() throws IOException, InterruptedException {
    until(screen -> screen.stripTrailing().endsWith("nn>") || screen.stripTrailing().endsWith("..."), "the prompt");
  }

  /** Waits until a text is on the screen, and returns the screen. */
  String seen(String text) throws IOException, InterruptedException {
    return until(screen -> screen.contains(text), text);
  }

  private String until(Predicate<String> wanted, String words) throws IOException, InterruptedException {
    long begun = System.currentTimeMillis();
    String screen = screen();
    while (!wanted.test(screen) && System.currentTimeMillis() - begun < PATIENCE) {
      Thread.sleep(20);
      screen = screen();
    }
    assertThat(wanted.test(screen)).as("%s, on the screen:%n%s", words, screen).isTrue();
    return screen;
  }

  String screen() throws IOException, InterruptedException {
    return run("capture-pane", "-p");
  }

  /** The screen with its colours. */
  String colours() throws IOException, InterruptedException {
    return run("capture-pane", "-p", "-e");
  }

  private String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", name));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as(output).isTrue();
    return output;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("kill-server");
  }
}
