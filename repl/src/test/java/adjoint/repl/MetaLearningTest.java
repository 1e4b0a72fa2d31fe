package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MAML (Finn, Abbeel, Levine 2017) on its authors' sines: a net that learns another one from five points in one step. */
class MetaLearningTest {

  private static final String PROGRAM = """
      dim One = 1
      dim Hidden = 16
      dim Shot = 5
      model Net(x: [Shot, One]) -> [Shot, One] {
        x |> Linear[Hidden] |> tanh |> Linear[Hidden -> Hidden] |> tanh |> Linear[One]
      }
      train Net {
        amplitude = uniform[](0.5, 2)
        phase = uniform[](0, 3)
        x = uniform[Shot, One](-3, 3)
        query = uniform[Shot, One](-3, 3)
        fast = %s
        minimize mean((fast(query) - amplitude * sin(query + phase))^2) using Adam[lr = 0.005]
        steps 400
        epochs 3
      }
      """;

  @TempDir
  private Path folder;

  /** The mean loss of the last epoch. */
  private double loss(String fast) throws IOException {
    var file = Files.writeString(folder.resolve("m.nn"), PROGRAM.formatted(fast));
    Path run = Files.createTempDirectory(folder, "run").resolve("1");
    var outcome = Outcome.of("train", file.toString(), "--out", run.toString());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    String last = Files.readAllLines(run.resolve("metrics.csv")).getLast();
    return Double.parseDouble(last.substring(last.lastIndexOf(',') + 1));
  }

  @Test
  void oneStepIsLearntFor() throws IOException {
    assertThat(loss("Net - 0.05 * grad(mean((Net(x) - amplitude * sin(x + phase))^2), Net)")).isLessThan(0.3);
    assertThat(loss("1 * Net")).isGreaterThan(0.5);
  }
}
