package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights to and from PyTorch, against what it made of them; `make_fixtures.py` beside the fixtures recorded that. */
class ExchangeCommandsTest {

  private static final Path FIXTURES = Path.of("src/test/fixtures/exchange");
  private static final double NEAR = 1e-5;
  private static final String WINE = "../examples/wine/wine.nn";

  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "conv", "lstm", "words"})
  void weightsOfPyTorchPredictTheSameHere(String name) throws IOException {
    var out = folder.resolve("imported.safetensors");

    var outcome = nn("import", mapped(name, file(name + ".nn"), weights(name, "torch"), "-o", out.toString()));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).startsWith(weights(name, "torch") + " → " + out + ": ");
    assertPredicts(name, out, "torch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "conv", "lstm", "words"})
  void weightsTrainedHereAreWrittenAsPyTorchReadThem(String name) throws IOException {
    var recorded = Path.of(weights(name, "exported"));
    var out = folder.resolve(recorded.getFileName());

    var outcome = nn("export", mapped(name, file(name + ".nn"), "--weights", file(name + ".ours.safetensors"), "-o",
        out.toString()));

    assertThat(outcome.err()).isEmpty();
    assertThat(out).hasSameBinaryContentAs(recorded);
    assertPredicts(name, Path.of(file(name + ".ours.safetensors")), "exported");
  }

  private static void assertPredicts(String name, Path weights, String recorded) throws IOException {
    var outcome = Outcome.of("predict", file(name + ".nn"), file(name + ".csv"), "--weights", weights.toString());
    assertThat(outcome.err()).isEmpty();
    var here = outcome.out().lines().skip(1).map(ExchangeCommandsTest::numbers).toList();
    var there = Files.readAllLines(Path.of(file(name + "." + recorded + ".csv"))).stream()
        .map(ExchangeCommandsTest::numbers).toList();
    assertThat(here).hasSameSizeAs(there).hasSizeGreaterThan(20);
    for (int row = 0; row < here.size(); row++) {
      for (int column = 0; column < there.get(row).length; column++) {
        assertThat(here.get(row)[column]).as("row %d", row).isCloseTo(there.get(row)[column], within(NEAR));
      }
    }
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  private static Outcome nn(String command, List<String> words) {
    return Outcome.of(Stream.concat(Stream.of(command), words.stream()).toArray(String[]::new));
  }

  private static String file(String name) {
    return FIXTURES.resolve(name).toString();
  }

  private static String weights(String name, String part) {
    return Stream.of(".npz", ".safetensors").map(ending -> file(name + "." + part + ending))
        .filter(each -> Files.exists(Path.of(each))).findFirst().orElseThrow();
  }

  /** With the network's map, if it has one. */
  private static List<String> mapped(String name, String... words) {
    var all = new ArrayList<>(List.of(words));
    if (Files.exists(FIXTURES.resolve(name + ".map"))) {
      all.addAll(List.of("--map", file(name + ".map")));
    }
    return all;
  }

  @Test
  void whatHasNoPlaceHereIsTold() throws Exception {
    var outcome = Outcome.of("import", file("conv.nn"), weights("conv", "torch"), "-o", out("a.safetensors"), "--json");

    assertThat(outcome.err()).isEmpty();
    var told = Json.read(outcome.out());
    assertThat(told.get("tensors")).contains(Json.number(10));
    assertThat(told.get("left_out")).contains(new Json.Array(List.of(new Json.Text("bn.num_batches_tracked"))));
    assertThat(Outcome.of("import", file("conv.nn"), weights("conv", "torch"), "-o", out("b.safetensors"), "--quiet"))
        .isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void networksOfOnnxBecomePrograms() {
    String networks = "../compiler/src/test/onnx/networks/";
    var outcome = Outcome.of("import", networks + "perceptron.onnx", "-o", out("net.nn"));

    assertThat(outcome).isEqualTo(new Outcome(0,
        networks + "perceptron.onnx → " + out("net.nn") + ", " + out("net.safetensors") + ": 4 tensors\n", ""));
    assertThat(Outcome.of("check", out("net.nn")).out()).endsWith("net.nn: all right; 83 parameters\n");
    assertThat(folder.resolve("net.safetensors")).exists();
    assertThat(Outcome.of("import", "no.onnx", "-o", out("other.nn")).err()).startsWith("error[NN0906]: ");
    assertThat(Outcome.of("import", networks + "perceptron.case", "-o", out("other.nn")).err())
        .startsWith("error[NN0903]: WEIGHTS is missing");
    assertThat(Outcome.of("import", networks + "perceptron.onnx", "-o", out("net.onnx")).err())
        .startsWith("error[NN0904]: a name for OUT ends in .nn");
  }

  @Test
  void allThatDoesNotFitIsNamedWithWhatWasMeant() {
    var outcome = Outcome.of("import", file("mlp.nn"), weights("mlp", "torch"), "-o", out("a.safetensors"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("error[NN0505]: ").contains(
        "linear1.weight [8, 4] is missing; did you mean 0.weight [8, 4]?\n",
        "linear3.bias [3] is missing; did you mean 4.bias [3]?\n", "4.bias [3] has no place in the model\n",
        "help: a map says what is called what: --map FILE, with lines such as linear1.* = 0.*");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMapsMistakesHaveAPlace() throws IOException {
    var map = Files.writeString(folder.resolve("a.map"), "linear1.* = 0.*\nlinaer2.* = 2.*\n").toString();

    var outcome = Outcome.of("import", file("mlp.nn"), weights("mlp", "torch"), "--map", map, "-o", out("a.npz"));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0904]: a name for OUT ends in .safetensors, not a.npz");

    outcome = Outcome.of("import", file("mlp.nn"), weights("mlp", "torch"), "--map", map, "-o", out("a.safetensors"));
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0520]: " + map + ":2: \"linaer2.* = 2.*\" names no tensor");

    outcome =
        Outcome.of("import", file("mlp.nn"), weights("mlp", "torch"), "--map", "no.map", "-o", out("a.safetensors"));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0906]: there is no file no.map");
  }

  @Test
  void nothingIsWrittenOverUnasked() throws IOException {
    var there = Files.writeString(folder.resolve("a.npz"), "mine");
    var words = List.of(file("mlp.nn"), "--weights", file("mlp.ours.safetensors"), "-o", there.toString());

    var outcome = nn("export", words);
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0501]: " + there + " is there already").contains("--force");
    assertThat(there).hasContent("mine");

    assertThat(nn("export", Stream.concat(words.stream(), Stream.of("--force")).toList()).exit()).isZero();
    assertThat(there.toFile().length()).isGreaterThan(1000);
  }

  @Test
  void whatTrainingLearntFromItsDataIsKeptOrTold() {
    Outcome.of("train", WINE, "--epochs", "1", "--out", out("run"), "--quiet");
    Outcome.of("export", WINE, "--weights", out("run"), "-o", out("a.npz"));
    Outcome.of("export", WINE, "--weights", out("run"), "-o", out("a.safetensors"));
    Outcome.of("import", WINE, out("a.npz"), "-o", out("bare.safetensors"));
    Outcome.of("import", WINE, out("a.npz"), "-o", out("with.safetensors"), "--statistics", out("run"));
    Outcome.of("import", WINE, out("a.safetensors"), "-o", out("kept.safetensors"));

    var before = predicted(out("run"));
    assertThat(before.exit()).isZero();
    assertThat(predicted(out("with.safetensors"))).isEqualTo(before);
    assertThat(predicted(out("kept.safetensors"))).isEqualTo(before);
    assertThat(predicted(out("bare.safetensors")).err())
        .startsWith("error[NN0505]: the weights don't say what wine learnt")
        .contains("--statistics");
    assertThat(predicted(out("a.safetensors")).err()).startsWith("error[NN0504]: ").contains("nn import FILE ");
  }

  private static Outcome predicted(String weights) {
    return Outcome.of("predict", WINE, "../examples/wine/wine.csv", "--weights", weights);
  }

  @Test
  void wordsInTheWrongOrderAreToldApart() {
    var outcome = Outcome.of("import", weights("mlp", "torch"), file("mlp.nn"), "-o", out("a.safetensors"));

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0904]: the .nn file comes first");
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }
}
