package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that train and use what was trained. */
class TrainingCommandsTest {

  private static final String XOR = "../examples/xor/xor.nn";
  private static final String IRIS = "../examples/iris/iris.nn";

  @TempDir
  private Path folder;

  @Test
  void trainingWritesARunAndTellsItsScores() throws Exception {
    var outcome = Outcome.of("train", XOR, "--out", run("a"), "--json");

    assertThat(outcome.exit()).isZero();
    assertThat(folder.resolve("a")).isDirectoryContaining(name("best.safetensors"))
        .isDirectoryContaining(name("last.safetensors")).isDirectoryContaining(name("metrics.csv"));
    var report = Json.read(outcome.out().lines().reduce((earlier, last) -> last).orElseThrow());
    assertThat(report.get("model")).contains(new Json.Text("Xor"));
    assertThat(report.get("parameters")).contains(Json.number(42));
    assertThat(report.get("epochs")).contains(Json.number(300));
    assertThat(report.get("train").orElseThrow().get("accuracy")).contains(Json.number(1));
    assertThat(report.get("validation")).isPresent();
    assertThat(report.get("test")).isPresent();
  }

  @Test
  void quietSaysNothing() {
    var outcome = Outcome.of("train", XOR, "--epochs", "2", "--out", run("q"), "--quiet");

    assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void aDryRunWritesNothing() {
    var outcome = Outcome.of("train", XOR, "--dry-run", "--out", run("dry"));

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("dry run");
    assertThat(folder.resolve("dry")).doesNotExist();
  }

  @Test
  void aRunGoesOnWithTheSameBits() throws IOException {
    Outcome.of("train", IRIS, "--epochs", "4", "--out", run("whole"), "--quiet");
    Outcome.of("train", IRIS, "--epochs", "2", "--out", run("parts"), "--quiet");

    var outcome = Outcome.of("train", IRIS, "--epochs", "4", "--resume", run("parts"), "--quiet");

    assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
    assertThat(Files.readAllBytes(folder.resolve("parts/best.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/best.safetensors")));
  }

  @Test
  void anotherRunIsNeverWrittenOver() {
    Outcome.of("train", XOR, "--epochs", "2", "--out", run("a"), "--quiet");

    var outcome = Outcome.of("train", XOR, "--epochs", "2", "--out", run("a"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0501]").contains("--resume");
  }

  @Test
  void aRunThatCannotGoOnIsLeftAsItIs() throws IOException {
    Outcome.of("train", XOR, "--epochs", "2", "--out", run("a"), "--quiet");
    var last = folder.resolve("a/last.safetensors");
    var whole = Files.readAllBytes(last);
    var damaged = Arrays.copyOf(whole, whole.length - 4);

    assertThat(resumed("--set", "Hidden=4")).startsWith("error[NN0505]").contains(
        "linear1.weight is [2, 8] in the file",
        "and [2, 4] in the model");
    assertThat(resumed("--seed", "77")).startsWith("error[NN0505]").contains("its seed is");
    assertThat(last).hasBinaryContent(whole);
    Files.write(last, damaged);
    assertThat(resumed()).startsWith("error[NN0503]").contains("it is cut off");
    assertThat(last).hasBinaryContent(damaged);
    assertThat(folder.resolve("a")).isDirectoryNotContaining(name("*.tmp"));
  }

  private String resumed(String... more) {
    var words = Stream.concat(Stream.of("train", XOR, "--epochs", "4", "--resume", run("a")), Stream.of(more));
    var outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).isEqualTo(1);
    return outcome.err();
  }

  /** A change of the text that computes the same is none, and what is otherwise is named. */
  @Test
  void aRunGoesOnWithTheSameProgramOnly() throws IOException {
    var file = folder.resolve("iris.nn");
    var text = Files.readString(Path.of(IRIS));
    Files.copy(Path.of("../examples/iris/iris.csv"), folder.resolve("iris.csv"));
    Files.writeString(file, text);
    Outcome.of("train", file.toString(), "--epochs", "1", "--out", run("a"), "--quiet");
    var same = "// A comment.\n" + text;

    assertThat(goingOn(file, same, "2", "--watch-norms").err()).isEmpty();
    assertThat(goingOn(file, text.replace("relu", "tanh"), "3").err())
        .contains("its model, loss or optimizer computes something else", "--anyway");
    assertThat(goingOn(file, text.replace("lr = 1e-2", "lr = 2e-2"), "3").err())
        .contains("another run: its lr is 0.01, here 0.02\n");
    assertThat(goingOn(file, text.replace("lr = 1e-2", "lr = 2e-2"), "3", "--anyway"))
        .matches(outcome -> outcome.exit() == 0 && outcome.out().contains("going on all the same"));
  }

  private Outcome goingOn(Path file, String text, String epochs, String... more) throws IOException {
    Files.writeString(file, text);
    var words = Stream.of("train", file.toString(), "--epochs", epochs, "--resume", run("a"));
    return Outcome.of(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }

  private static final String FIT = """
      dim Batch
      dim F = 2
      model M(x: [Batch, F]) -> [Batch] { %s }
      train M {
        data csv("points.csv") { x: [F] = columns("a", "b"), t: real = column("t") }
        minimize mean((M(x) - t)^2) using SGD[lr = 0.1]
        batch Batch = %s
        epochs 3
        shuffle false
      }
      """;

  private static final String LINEAR = "y = x |> Linear[F]\n sum[F](y)";
  private static final String NORM = "y = x |> BatchNorm1d[] |> Linear[F]\n sum[F](y)";

  /** So many points of a plane; trains a model on them and gives its last weights. */
  private float[] fitted(int points, String body, String batch, String run) throws IOException {
    var rows = IntStream.range(0, points).mapToObj(i -> (i % 3) + "," + (i % 5) / 2.0 + "," + (i % 7) / 4.0 + "\n");
    Files.writeString(folder.resolve("points.csv"), "a,b,t\n" + rows.collect(Collectors.joining()));
    var file = Files.writeString(folder.resolve("fit.nn"), FIT.formatted(body, batch));
    assertThat(Outcome.of("train", file.toString(), "--out", run(run)).err()).isEmpty();
    return WeightBits.parameters(folder.resolve(run));
  }

  /** However its batches are cut, an update is the mean over its examples. */
  @ParameterizedTest
  @CsvSource({"12, 4, 3", "11, 4, 3", "11, 6, 2", "11, 3, 4", "7, 1, 7"})
  void accumulatedBatchesAreOneLargeBatch(int points, int batch, int accumulate) throws IOException {
    var parts = fitted(points, LINEAR, batch + "\n  accumulate " + accumulate, "parts");
    assertThat(parts).containsExactly(fitted(points, LINEAR, points + "", "whole"), within(1e-6f));
  }

  /** Of 4 batches, 3 go together and the last one is an update of its own. */
  @Test
  void theLastUpdateOfAnEpochIsAMeanToo() throws IOException {
    var unlike = fitted(8, LINEAR, "2\n  accumulate 3", "unlike");
    assertThat(unlike).containsExactly(fitted(8, LINEAR, "6", "like"), within(1e-6f));
  }

  /** The variance of a single example, of which batch norm's running average would be made, isn't defined. */
  @ParameterizedTest
  @CsvSource({"11, 5, 1", "11, 10, 1", "13, 4, 1"})
  void aLastBatchThatIsTooSmallGoesWithTheOneBefore(int points, int batch, int rest) throws IOException {
    assertThat(fitted(points, NORM, batch + "", "a")).doesNotContain(Float.NaN);
    var outcome = Outcome.of("train", folder.resolve("fit.nn").toString(), "--out", run("b"));
    assertThat(outcome.out())
        .contains("the last batch of an epoch, of " + rest + " example, goes with the one before it; "
            + "by itself, batch_norm1d.running_var holds NaN");
    assertThat(Files.readAllLines(folder.resolve("b/metrics.csv")).get(1)).startsWith("1," + points / batch + ",");
    assertThat(fitted(points + 1, NORM, batch + "", "c")).doesNotContain(Float.NaN);
    assertThat(Files.readAllLines(folder.resolve("c/metrics.csv")).get(1))
        .startsWith("1," + (points / batch + 1) + ",");
  }

  @Test
  void allLossesAreToldByTheirNames() throws IOException {
    fitted(8, LINEAR, "4\n  minimize mean(abs(M(x) - t)) + 3 using SGD[lr = 0.1]", "two");
    var outcome = Outcome.of("train", folder.resolve("fit.nn").toString(), "--out", run("again"));
    assertThat(outcome.out()).containsPattern("epoch 1/3  loss \\d\\.\\d{4}  loss2 3\\.\\d{4}  ");
    assertThat(folder.resolve("again/metrics.csv")).content().startsWith("epoch,step,seconds,loss,loss2\n1,2,");
  }

  @Test
  void normsOfEachLayerAreWatched() {
    var outcome = Outcome.of("train", XOR, "--epochs", "2", "--out", run("n"), "--watch-norms");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("activation", "gradient", "update").containsPattern("linear1 +\\d")
        .containsPattern("linear1\\.weight +\\d");
  }

  @Test
  void aFileWatchesWhatItNames() throws IOException {
    var xor = Files.readString(Path.of(XOR)).replace("train Xor {", "train Xor {\n  watch Xor.linear2");
    var file = Files.writeString(folder.resolve("watched.nn"), xor);
    Files.copy(Path.of(XOR).resolveSibling("xor.csv"), folder.resolve("xor.csv"));

    var outcome = Outcome.of("train", file.toString(), "--epochs", "1", "--out", run("w"));
    Files.writeString(file, xor.replace("linear2", "linear7"));
    var unknown = Outcome.of("check", file.toString());

    assertThat(outcome.out()).containsPattern("linear2 +\\d").doesNotContain("linear1");
    assertThat(unknown.err()).contains("NN0313", "no layer and no parameter is called Xor.linear7");
  }

  @Test
  void trainedWeightsAreScoredAndUsed() throws IOException {
    Outcome.of("train", IRIS, "--out", run("iris"), "--quiet");

    var scores = Outcome.of("evaluate", IRIS, "--weights", run("iris"), "--json");
    var flower = Files.writeString(folder.resolve("flower.csv"), """
        sepal_length,sepal_width,petal_length,petal_width
        5.1,3.5,1.4,0.2
        """);
    var table = Outcome.of("predict", IRIS, flower.toString(), "--weights", run("iris"));
    var objects = Outcome.of("predict", IRIS, flower.toString(), "--weights", run("iris"), "--json");

    assertThat(scores.exit()).isZero();
    assertThat(scores.out()).contains("\"model\":\"Iris\"", "\"test\":{\"loss\":");
    assertThat(table.exit()).isZero();
    assertThat(table.out().lines().toList()).hasSize(2).first().isEqualTo("setosa,versicolor,virginica");
    assertThat(objects.out()).startsWith("[{\"result\":{\"setosa\":");
  }

  @Test
  void withoutWeightsPredictionSaysWhatToDo() {
    var outcome = Outcome.of("predict", IRIS, "flower.csv", "--weights", run("none"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0502]");
  }

  @Test
  void dataComeFromElsewhere() throws IOException {
    var data = Files.writeString(folder.resolve("other.csv"), "a,b,xor\n0,0,0\n0,1,1\n1,0,1\n1,1,7\n");

    var outcome = Outcome.of("train", XOR, "--data", "xor=" + data, "--out", run("a"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0408]").contains("other.csv", "line 5");
  }

  @Test
  void aLossThatIsNoNumberIsTracedToItsLine() throws IOException {
    var data = Path.of("../examples/xor/xor.csv").toRealPath();
    var file = Files.writeString(folder.resolve("bad.nn"), """
        dim Batch
        dim Input = 2
        dim Output = 2
        model Bad(input: [Batch, Input]) -> [Batch, Output] {
          x = input |> Linear[Output]
          log(x - x)
        }
        train Bad {
          data     csv("%s") { input: [Input] = columns("a", "b"), output: Output = column("xor") }
          minimize cross_entropy[Output](Bad(input), output) using Adam[]
          batch    Batch = 4
        }
        """.formatted(data));

    var outcome = Outcome.of("train", file.toString(), "--out", run("bad"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0506]").contains("first in `log(x - x)`", "bad.nn:6:3");
  }

  @Test
  void valuesThatNoArrayHoldsAreTold() throws IOException {
    var file = Files.writeString(folder.resolve("large.nn"), """
        dim A = 60000
        dim B = 70000
        model Large(x: [A]) -> [A] {
          param w: [B] = 2
          sum[B](Run[](dot[](x, w)))
        }
        layer Run(x: [.., T]) -> [.., T] {
          scan t in T, h = zeros[..] {
            h <- h + x[t]
            yield h
          }
        }
        train Large {
          x = normal[A]()
          minimize mean(Large(x)^2) using SGD[lr = 0.1]
          steps 3
        }
        """);

    var outcome = Outcome.of("train", file.toString(), "--out", run("large"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0416]: working memory would need ")
        .contains("smaller dims need less");
  }

  @Test
  void aFileWithoutATrainBlockIsNotTrained() throws IOException {
    var file = Files.writeString(folder.resolve("only.nn"), "dim Batch\nmodel M(x: [Batch]) -> [Batch] { relu(x) }\n");

    var outcome = Outcome.of("train", file.toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0500]");
  }

  private String run(String name) {
    return folder.resolve(name).toString();
  }

  private static String name(String file) {
    return "glob:**/" + file;
  }
}
