package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of losses and metrics. */
class ScoresTest {

  @TempDir
  private Path folder;

  @Test
  void seedsTellMeanAndDeviation() throws Exception {
    var file = Files.writeString(folder.resolve("seeds.nn"), """
        dim Batch
        model Net(x: [Batch]) -> [Batch] {
          param a: real = normal[](0, 1)
          a * x
        }
        train Net {
          x = ones[Batch]
          minimize mean((Net(x) - 1)^2) using SGD[lr = 0.1]
          metric a = mean(Net(x))
          batch Batch = 4
          epochs 1
          steps 2
          seed 3
        }
        """).toString();
    var run = folder.resolve("runs");

    var outcome = Outcome.of("train", file, "--seeds", "3", "--out", run.toString());

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).containsPattern("mean ± deviation over 3 seeds, 3 to 5:\\n"
        + "train +loss \\d\\.\\d{4} ± \\d\\.\\d{4}  a -?\\d\\.\\d{4} ± 0\\.\\d{4}\\n");
    assertThat(run).isDirectoryContaining(p -> p.endsWith("seed3")).isDirectoryContaining(p -> p.endsWith("seed5"));
    assertThat(Outcome.of("train", file, "--seeds", "2", "--resume", run.resolve("seed3").toString()).exit())
        .isEqualTo(2);
  }

  @Test
  void examplesThatMeetAreScoredAsTheyMeetInTraining() throws Exception {
    Files.writeString(folder.resolve("x.csv"), "x\n" + IntStream.range(0, 600).mapToObj(i -> i % 10 + "\n")
        .collect(Collectors.joining()));
    var file = Files.writeString(folder.resolve("pairs.nn"), """
        dim Batch
        model Pairs(x: [Batch]) -> [Batch] {
          param a: real = 1
          a * x
        }
        train Pairs {
          data csv("x.csv") { x: real = column("x") }
          y = Pairs(x)
          minimize mean(sum[Batch'](softmax[Batch'](y[Batch, Batch'] * y[Batch as Batch'])^2)) using SGD[lr = 0]
          minimize mean((Pairs(x) - x)^2) using SGD[lr = 0]
          metric pairs = sum((x[Batch, Batch'] - x[Batch as Batch'])^2)
          metric noisy = mean(0 * normal[Batch](0, 1) + x)
          batch Batch = 10
          epochs 1
          shuffle false
        }
        """);

    var checked = Outcome.of("check", file.toString());
    var outcome = Outcome.of("train", file.toString(), "--out", folder.resolve("run").toString(), "--json");

    assertThat(checked.out()).endsWith("\nscored batch by batch, as examples meet in it: loss\n");
    assertThat(outcome.exit()).isZero();
    var train =
        Json.read(outcome.out().lines().reduce((earlier, last) -> last).orElseThrow()).get("train").orElseThrow();
    assertThat(((Json.Members) train).members().keySet()).containsExactly("loss", "loss2", "pairs", "noisy");
    assertThat(train.get("pairs")).contains(Json.number(3600 * 1650f));
    assertThat(train.get("noisy")).contains(Json.number(4.5f));
    assertThat(Double.parseDouble(((Json.Number) train.get("loss").orElseThrow()).text())).isBetween(0.8, 0.9);
  }
}
