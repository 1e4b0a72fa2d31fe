package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C and `--resume`: together they train the weights of a run that was never stopped. */
class InterruptedTrainingTest {

  private static final String PROGRAM = "../examples/digits/digits.nn";
  /** More than it gets to see. */
  private static final int MANY = 100_000;

  @TempDir
  private Path folder;

  @Test
  void aKilledRunGoesOnWithTheSameBits() throws Exception {
    Path parts = folder.resolve("parts");
    Process training = start(parts);
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (epochs(parts) < 2 && training.isAlive() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(training.pid())).start().waitFor();
    assertThat(training.waitFor()).as(Files.readString(folder.resolve("err"))).isEqualTo(Exit.INTERRUPTED);

    String total = Integer.toString(epochs(parts) + 2);
    assertThat(Outcome.of("train", PROGRAM, "--epochs", total, "--resume", parts.toString(), "--threads", "1", "--quiet").exit()).isZero();
    Path whole = folder.resolve("whole");
    assertThat(Outcome.of("train", PROGRAM, "--epochs", total, "--out", whole.toString(), "--threads", "1", "--quiet").exit()).isZero();

    assertThat(Weights.last(parts)).isEqualTo(Weights.last(whole));
  }

  private Process start(Path run) throws IOException {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-cp",
        System.getProperty("java.class.path"), Main.class.getName(), "train", PROGRAM, "--epochs", "" + MANY, "--out",
        run.toString(), "--threads", "1").redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile()).start();
  }

  /** How many epochs are in a run's table, under its heading. */
  private static int epochs(Path run) throws IOException {
    Path table = run.resolve("metrics.csv");
    return Files.exists(table) ? Files.readAllLines(table).size() - 1 : 0;
  }
}
