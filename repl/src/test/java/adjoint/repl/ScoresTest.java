package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private static final String FOLDS = """
      dim Batch
      model Net(x: [Batch]) -> [Batch] {
        param a: real = 0
        a * x
      }
      train Net {
        data csv("folds.csv") {
          x: real = column("x")
        }
        split folds 3, test 25%
        minimize mean((Net(x) - x)^2) using SGD[lr = 0.01]
        metric least = min[Batch](x)
        metric sum = sum[Batch](x)
        batch Batch = 3
        epochs 2
      }
      """;

  private String folds() throws Exception {
    Files.writeString(folder.resolve("folds.csv"), "x\n" + IntStream.rangeClosed(1, 12).mapToObj(i -> i + "\n")
        .collect(Collectors.joining()));
    return Files.writeString(folder.resolve("folds.nn"), FOLDS).toString();
  }

  private static double score(Json report, String part, String... path) throws Exception {
    Json at = report.get(part).orElseThrow();
    for (String name : path) {
      at = at.get(name).orElseThrow();
    }
    return Double.parseDouble(((Json.Number) at).text());
  }

  /** Every example that isn't for testing validates once; runs, evaluations and resumptions mean the same fold by its folder. */
  @Test
  void eachFoldValidatesOnce() throws Exception {
    var file = folds();
    var run = folder.resolve("cross");

    var outcome = Outcome.of("train", file, "--json", "--out", run.toString());

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    var lines = outcome.out().lines().toList();
    double validated = 0;
    for (int fold = 0; fold < 3; fold++) {
      var report = Json.read(lines.get(fold));
      validated += score(report, "validation", "sum");
      assertThat(score(report, "train", "sum") + score(report, "validation", "sum") + score(report, "test", "sum"))
          .isEqualTo(78);
      assertThat(score(report, "test", "sum")).isEqualTo(score(Json.read(lines.getFirst()), "test", "sum"));
      var again = Outcome.of("evaluate", file, "--json", "--weights", run.resolve("fold" + fold).toString());
      assertThat(again.out()).contains(lines.get(fold).substring(lines.get(fold).indexOf("\"train\"")).strip());
    }
    assertThat(validated + score(Json.read(lines.getFirst()), "test", "sum")).isEqualTo(78);
    assertThat(score(Json.read(lines.get(3)), "validation", "sum", "mean")).isEqualTo(validated / 3);
    assertThat(Outcome.of("evaluate", file, "--weights", run.toString()).err()).contains("fold0");
  }

  @Test
  void foldsAreResumed() throws Exception {
    var file = folds();
    var whole = folder.resolve("whole");
    var stopped = folder.resolve("stopped");
    Outcome.of("train", file, "--out", whole.toString());
    Outcome.of("train", file, "--epochs", "1", "--out", stopped.toString());
    for (var name : List.of("last.safetensors", "best.safetensors", "metrics.csv", "")) {
      Files.delete(stopped.resolve("fold2").resolve(name));
    }

    var outcome = Outcome.of("train", file, "--resume", stopped.toString(), "--epochs", "2");

    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("mean ± deviation over 3 folds, 0 to 2:");
    for (var fold : List.of("fold0", "fold1", "fold2")) {
      assertThat(WeightBits.last(stopped.resolve(fold))).isEqualTo(WeightBits.last(whole.resolve(fold)));
    }
    assertThat(Outcome.of("train", file, "--resume", stopped.toString()).out()).contains(
        outcome.out().substring(outcome.out().indexOf("mean ±")));
  }

  @Test
  void foldsAndSeedsAreNotBoth() throws Exception {
    var outcome = Outcome.of("train", folds(), "--seeds", "2");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("--seeds and the folds of ");
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
