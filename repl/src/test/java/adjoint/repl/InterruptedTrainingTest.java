package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C and `--resume`: together they train the weights of a run that was never stopped. */
class InterruptedTrainingTest {

  private static final String PROGRAM = "../examples/digits/digits.nn";
  /** 128 and the signal's number: what Java ends with, unless the training was faster to. */
  private static final int TERMINATED = 128 + 15;
  /** More than it gets to see. */
  private static final String MANY = "100000";

  @TempDir
  private Path folder;

  @Test
  void aKilledRunGoesOnWithTheSameBits() throws Exception {
    Path parts = folder.resolve("parts");
    Process training = start(parts);
    try {
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (epochs(parts) < 2 && training.isAlive() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      training.destroy(); // as Ctrl-C, which a shell's background jobs don't hear
      assertThat(training.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(training.exitValue()).as(Files.readString(folder.resolve("err"))).isIn(ExitCode.INTERRUPTED,
          TERMINATED);
    } finally {
      training.destroyForcibly();
    }

    String total = Integer.toString(epochs(parts) + 2);
    Path whole = folder.resolve("whole");
    train("--epochs", total, "--resume", parts.toString());
    train("--epochs", total, "--out", whole.toString());

    assertThat(WeightBits.last(parts)).isEqualTo(WeightBits.last(whole));
  }

  private Process start(Path run) throws IOException {
    List<String> command =
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path"), Main.class.getName(), "train", PROGRAM, "--threads", "1",
            "--epochs",
            MANY, "--out", run.toString());
    return new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile()).start();
  }

  private static void train(String... options) {
    List<String> words = new ArrayList<>(List.of("train", PROGRAM, "--threads", "1", "--quiet"));
    words.addAll(List.of(options));
    assertThat(Outcome.of(words.toArray(String[]::new))).isEqualTo(new Outcome(ExitCode.OK, "", ""));
  }

  /** How many epochs are in a run's table, under its heading. */
  private static int epochs(Path run) throws IOException {
    Path table = run.resolve("metrics.csv");
    return Files.exists(table) ? Files.readAllLines(table).size() - 1 : 0;
  }
}
