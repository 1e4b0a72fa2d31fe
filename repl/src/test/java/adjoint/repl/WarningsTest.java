package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is right and perhaps not meant is said, and stops only who asks for that. */
class WarningsTest {

  private static final String DOUBTFUL = """
      dim Batch
      dim D = 3
      dim Unused = 4
      model Net(x: [Batch, D]) -> [Batch, D] {
        x |> Linear[D -> 8] |> Linear[8 -> D]
      }
      train Net {
        x = normal[Batch, D](0, 1)
        minimize mean((Net(x) - x)^2) using Adam[lr = 3]
        batch Batch = 4
        epochs 1
        steps 1
      }
      """;

  @TempDir
  private Path folder;

  @Test
  void theyAreShownInTheOrderOfTheText() throws Exception {
    var file = Files.writeString(folder.resolve("net.nn"), DOUBTFUL).toString();

    var outcome = Outcome.of("check", file);

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err().lines().filter(line -> line.startsWith("warning[")).map(line -> line.substring(0, 15)))
        .containsExactly("warning[NN0609]", "warning[NN0607]", "warning[NN0608]");
    assertThat(outcome.out()).endsWith("net.nn: all right; 59 parameters\n");
  }

  @Test
  void strictTakesThemForErrors() throws Exception {
    var file = Files.writeString(folder.resolve("net.nn"), DOUBTFUL).toString();
    var run = folder.resolve("run");

    assertThat(Outcome.of("check", file, "--strict").exit()).isEqualTo(2);
    assertThat(Outcome.of("train", file, "--strict", "--out", run.toString()).exit()).isEqualTo(2);
    assertThat(run).doesNotExist();
    assertThat(Outcome.of("train", file, "--quiet", "--out", run.toString())).isEqualTo(new Outcome(0, "", ""));
  }
}
