package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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

  private static final String MEASURED = """
      dim Batch
      dim D = 2
      dim Kind = {low, middle, high}
      model Net(x: [Batch, D]) -> [Batch, Kind] {
        Linear[D -> Kind](x)
      }
      train Net {
        data csv("d.csv") {
          x: [D] = %s
          y: Kind = column("y")
        }
        split train 100%%
        seen = x
        minimize cross_entropy[Kind](Net(seen), y) using SGD[lr = %s]
        batch Batch = 4
        epochs %s
      }
      """;

  private Outcome measured(String reading, String rate, int epochs, String... more) throws Exception {
    Files.writeString(folder.resolve("d.csv"), "a,b,y\n" + "1,700,low\n-1,800,high\n".repeat(20));
    var file = Files.writeString(folder.resolve("net.nn"), MEASURED.formatted(reading, rate, epochs)).toString();
    var words = Stream.concat(Stream.of("train", file, "--out", folder.resolve("run").toString()), Stream.of(more));
    return Outcome.of(words.toArray(String[]::new));
  }

  @Test
  void dataAreMeasuredBeforeTraining() throws Exception {
    var outcome = measured("columns(\"a\", \"b\")", "1e-6", 1);

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err().lines().filter(line -> !line.startsWith("  = at"))).containsExactly(
        "warning[NN0610]: the input x isn't scaled: its number 2 has mean 750 and deviation 50, where models want about 0 "
            + "and 1",
        "  = help: write standardize(…) around what x reads",
        "warning[NN0611]: no training example is of the class middle of Kind, which y tells",
        "  = help: leave the class out of Kind, or add examples of it");
    assertThat(outcome.err()).contains("net.nn:9:5\n", "net.nn:10:5\n");
    assertThat(outcome.out()).doesNotContain("warning");
  }

  @Test
  void whatIsScaledIsNotMeasured() throws Exception {
    assertThat(measured("standardize(columns(\"a\", \"b\"))", "1e-2", 1).err()).doesNotContain("NN0610");
    assertThat(measured("columns(\"a\", \"b\") / 1000", "1e-2", 1, "--dry-run").err()).doesNotContain("NN0610");
    assertThat(measured("columns(\"a\", \"b\") / 1e6", "1e-2", 1, "--dry-run").err()).contains("NN0610");
  }

  @Test
  void strictTrainsNothingOnDoubtfulData() throws Exception {
    assertThat(measured("columns(\"a\", \"b\")", "1e-6", 1, "--strict").exit()).isEqualTo(2);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void theyAreSaidOnceForAllSeeds() throws Exception {
    var outcome = measured("columns(\"a\", \"b\")", "1e-6", 1, "--seeds", "3", "--json");

    assertThat(outcome.err().lines().filter(line -> line.contains("NN0610"))).hasSize(1);
    assertThat(outcome.out()).doesNotContain("warning");
    assertThat(measured("column(\"a\", \"b\")", "1", 1, "--quiet").err()).doesNotContain("warning");
  }

  @Test
  void aLossThatExplodesIsTold() throws Exception {
    assertThat(measured("columns(\"a\", \"b\")", "10", 1).err())
        .containsOnlyOnce("warning[NN0612]: the loss explodes: it was ");
  }

  @Test
  void aLossThatDoesntFallIsTold() throws Exception {
    String scaled = "standardize(columns(\"a\", \"b\"))";
    assertThat(measured(scaled, "1e-12", 12).err())
        .containsOnlyOnce("warning[NN0613]: the loss hasn't fallen in 10 epochs: it began at ");
    Files.delete(folder.resolve("run/last.safetensors"));
    Files.delete(folder.resolve("run/best.safetensors"));
    Files.delete(folder.resolve("run/metrics.csv"));
    assertThat(measured(scaled, "1e-1", 12).err()).doesNotContain("NN0613");
  }
}
