package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at programs without training them. */
class ProgramCommandsTest {

  private static final String XOR = "../examples/xor/xor.nn";

  @TempDir
  private Path folder;

  /** Those whose dims are counted in data that aren't shipped. */
  private static final Set<String> COUNTED = Set.of("recurrent.nn", "sentiment.nn", "shakespeare.nn",
      "speech-sequences.nn", "translation.nn");

  /** What can be checked as it lies there. */
  static Stream<String> examples() throws IOException {
    try (var files = Files.walk(Path.of("../examples"))) {
      List<String> found = files.filter(file -> !COUNTED.contains(file.getFileName().toString())).map(Path::toString)
          .filter(name -> name.endsWith(".nn")).sorted().toList();
      return found.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsRight(String example) {
    var outcome = Outcome.of("check", example);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).startsWith(example + ": all right; ");
  }

  @Test
  void aConstantIsSetFromOutside() {
    assertThat(Outcome.of("check", XOR).out()).endsWith("42 parameters\n");
    assertThat(Outcome.of("check", XOR, "--set", "Hidden=4").out()).endsWith("22 parameters\n");
  }

  @Test
  void theSizeOfABatchIsSetByItsDim() {
    assertThat(Outcome.of("train", XOR, "--set", "Batch=2", "--dry-run").out()).contains("one step of 2 an epoch");
    assertThat(Outcome.of("check", XOR, "--set", "Batch=0").err()).containsOnlyOnce("error[").contains("NN0227");
  }

  @Test
  void anUnknownConstantIsAMistakeOfTheCommandLine() {
    var outcome = Outcome.of("check", XOR, "--set", "Hiden=4");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0227]: --set Hiden").contains("did you mean `Hidden`?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--threads=0", "--threads=many", "--limit=-1", "--seed=x", "--set=Hidden", "--epochs=0"})
  void anUnreadableValueIsAMistakeOfTheCommandLine(String option) {
    var outcome = Outcome.of("train", XOR, option);

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0904]: ").contains("see nn train --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hidden=0", "Hidden=-1", "Hidden=2.5", "Hidden=many", "Hidden=99999999999", "Gate=4"})
  void aSizeThatCannotBeIsAMistakeOfTheCommandLine(String set) throws IOException {
    var file = Files.writeString(folder.resolve("a.nn"), "dim Hidden = 3\ndim Gate = {i, f, o}\n");
    var outcome = Outcome.of("check", file.toString(), "--set", set);

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0227]: --set ").contains("a.nn:");
  }

  @Test
  void aMissingFileIsNamedWithTheNearestOne() {
    var outcome = Outcome.of("check", "../examples/xor/xr.nn");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("error[NN0906]: there is no file ../examples/xor/xr.nn\n")
        .contains("did you mean ../examples/xor/xor.nn?");
  }

  @Test
  void allMistakesOfAFileAreToldInOneRun() throws IOException {
    var outcome = Outcome.of("check", file("""
        dim Batch
        dim Pixel = 4
        model First(x: [Batch, Pixel]) -> [Batch, Pixel] { x |> Linaer[Pixel] }
        model Second(x: [Batch, Pixel]) -> [Batch, Pixel] { rleu(x) }
        """));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("Linaer", "did you mean `Linear`?", "rleu", "did you mean `relu`?");
    assertThat(outcome.err().lines().filter(line -> line.startsWith("error["))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0\1\2", "model", "(((", "dim D = 0", "dim D = -3", "dim A = B\ndim B = A"})
  void whateverTheTextIsThereIsAMessage(String text) throws IOException {
    var outcome = Outcome.of("check", file(text));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0").doesNotContain("NN0999", "Exception");
  }

  @Test
  void tenThousandParenthesesAreTooDeep() throws IOException {
    var nested = "(".repeat(10_000) + "x" + ")".repeat(10_000);

    var outcome = Outcome.of("check", file("model M(x: real) -> real {\n  " + nested + "\n}\n"));

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("error[NN0103]");
  }

  @Test
  void derivedGradientsAgreeWithDifferences() {
    var outcome = Outcome.of("check", XOR, "--grad");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .containsPattern("d Xor / d linear1\\.weight +differs by \\d\\.\\de-\\d+  ok")
        .endsWith("all right; 42 parameters\n")
        .doesNotContain("WRONG");
  }

  @Test
  void whatIsNotARowForEachExampleIsNotPredicted() throws IOException {
    var table = Files.writeString(folder.resolve("x.csv"), "a,b\n1,2\n3,4\n5,6\n").toString();
    var file = Files.writeString(folder.resolve("rows.nn"), """
        dim Batch
        dim D = 2
        model Pairs(x: [Batch, D]) -> [Batch, Batch'] { dot[D](x[Batch, Batch', D], x[Batch as Batch']) }
        model Mean(x: [Batch, D]) -> [D] { mean[Batch](x) }
        model Turned(x: [Batch, D]) -> [D, Batch] { x[D, Batch] }
        model Rows(x: [Batch, D]) -> [Batch] { sum[D](x) }
        """).toString();

    assertThat(Outcome.of("predict", file, table, "--model", "Pairs").err())
        .startsWith("error[NN0512]").contains("its result is [Batch, Batch'=Batch], for pairs of examples");
    assertThat(Outcome.of("predict", file, table, "--model", "Mean").err())
        .startsWith("error[NN0512]").contains("[D=2], one for all examples together");
    assertThat(Outcome.of("predict", file, table, "--model", "Turned").err())
        .startsWith("error[NN0512]").contains("help: lay it out with the examples first: y[Batch, ..]");
    assertThat(Outcome.of("predict", file, table, "--model", "Rows"))
        .isEqualTo(new Outcome(0, "result\n3\n7\n11\n", ""));
  }

  @Test
  void columnsAreCalledAsTheArgumentsOfAModelThatNothingTrains() throws IOException {
    var file = Files.writeString(folder.resolve("free.nn"), """
        dim Batch
        dim Pixel = 2
        dim Kind = {red, green}
        model Warm(c: [Batch], temperature: [Batch]) -> [Batch] { c * temperature }
        model Mixed(image: [Batch, Pixel], kind: Kind[Batch]) -> [Batch] { sum[Pixel](image) + where(kind == 1, 10, 0) }
        """).toString();

    assertThat(predicted(file, "Warm", "note,temperature,c\na,2,3\n"))
        .isEqualTo(new Outcome(0, "result\n6\n", ""));
    assertThat(predicted(file, "Warm", "c\n3\n").err()).startsWith("error[NN0404]").contains(
        "no column for temperature",
        "columns are called as the model's arguments: \"temperature\"; there are c");
    assertThat(predicted(file, "Mixed", "kind,image_Pixel_0,image_Pixel_1\ngreen,1,2\n"))
        .isEqualTo(new Outcome(0, "result\n13\n", ""));
    assertThat(predicted(file, "Mixed", "kind,image_0,image_1\ngrey,1,2\n").err())
        .contains("kind is \"grey\", but Kind is {red, green}");
    assertThat(predicted(file, "Mixed", "{\"image\": [1, 2], \"kind\": 2}\n").err())
        .startsWith("error[NN0408]").contains("kind is 2, but Kind has 2 positions: 0 to 1");
  }

  private Outcome predicted(String file, String model, String examples) throws IOException {
    return Outcome.of("predict", file, Files.writeString(folder.resolve("new.csv"), examples).toString(), "--model",
        model);
  }

  @Test
  void furtherExamplesHaveDrawsOfTheirOwn() throws IOException {
    var file = Files.writeString(folder.resolve("noisy.nn"),
        "dim Batch\nmodel Noisy(c: [Batch]) -> [Batch] { c * 0 + uniform[Batch](0, 1) }\n").toString();
    var table = Files.writeString(folder.resolve("c.csv"), "c\n" + "1\n".repeat(600)).toString();

    var draws = Outcome.of("predict", file, table).out();
    assertThat(draws.lines().skip(1)).hasSize(600).doesNotHaveDuplicates();
    assertThat(Outcome.of("predict", file, table, "--threads", "2").out()).isEqualTo(draws);
    assertThat(Outcome.of("predict", file, table, "--seed", "1").out()).isNotEqualTo(draws);
  }

  @Test
  void gradientsAreComparedWhereAValueIsFinite() throws IOException {
    var file = Files.writeString(folder.resolve("roots.nn"), """
        dim D = 4
        model Positive(x: [D]) -> [D] { sqrt(x) * log(x) }
        model Nowhere(x: [D]) -> [D] { sqrt(-1 - abs(x)) }
        """);

    var outcome = Outcome.of("check", file.toString(), "--grad");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).containsPattern("d Positive / d x +differs by \\d\\.\\de-\\d+  ok")
        .containsPattern("d Nowhere / d x .*  not finite there").endsWith("all right; 0 parameters\n");
  }

  @Test
  void gradientsReadAsMathematics() {
    var outcome = Outcome.of("grad", XOR);

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).contains("loss = ", "softmax[Output]",
        "∂loss/∂linear1.weight: [Input, Hidden] = dot[Batch](input, ");
  }

  @Test
  void oneGradientCanBeAskedFor() {
    assertThat(Outcome.of("grad", XOR, "--wrt", "linear2.bias").out())
        .contains("∂loss/∂linear2.bias").doesNotContain("∂loss/∂linear1");
    var wrong = Outcome.of("grad", XOR, "--wrt", "linear2.bais");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("error[NN0908]").contains("did you mean linear2.bias?");
  }

  @Test
  void eachStageCanBeSeen() {
    assertThat(Outcome.of("dump", XOR, "--ast").out()).contains("model Xor");
    assertThat(Outcome.of("dump", XOR, "--graph", "--of", "Xor").out()).contains("graph Xor")
        .doesNotContain("graph step");
    assertThat(Outcome.of("dump", XOR, "--gradient", "--of", "step").out()).contains("store linear1.weight");
    assertThat(Outcome.of("dump", XOR, "--plan", "--of", "step").out()).contains("plan step");
    assertThat(Outcome.of("dump", XOR, "--kernels", "--of", "Xor").out()).contains("(frame) {", " until ", "store[")
        .contains("// ");
    assertThat(Outcome.of("dump", XOR, "--kernels", "--of", "Xor", "--scalar").out()).doesNotContain("lanes");
    assertThat(Outcome.of("dump", XOR, "--bytecode", "--of", "Xor").out()).contains("Xor_vector implements",
        "compiled from");
  }

  @Test
  void classFilesAreWritten() throws IOException {
    var outcome = Outcome.of("dump", XOR, "--classes", folder.toString());

    assertThat(outcome.exit()).isZero();
    try (var files = Files.walk(folder)) {
      var names = files.map(each -> each.getFileName().toString()).toList();
      assertThat(names).contains("step_vector.class", "step_scalar.class", "Xor_scalar.class");
    }
  }

  @Test
  void whatAPassMadeIsShownEachTime() {
    var simplified = Outcome.of("dump", XOR, "--after", "SimplifyScalars", "--of", "Xor").out();
    assertThat(simplified.split("after SimplifyScalars, of Xor", -1)).hasSizeGreaterThan(2);
    assertThat(simplified).contains("graph Xor");
    assertThat(Outcome.of("dump", XOR, "--after", "InlineCheap", "--of", "Xor").out())
        .contains("after InlineCheap, of Xor").contains("sum i");
  }

  @Test
  void aPassThatThereIsNotIsTold() {
    var outcome = Outcome.of("dump", XOR, "--after", "InlineCheep");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("there is no pass InlineCheep").contains("did you mean InlineCheap?");
  }

  @Test
  void aStageMustBeNamed() {
    var outcome = Outcome.of("dump", XOR);

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0903]").contains("--ast", "--classes");
  }

  @Test
  void summaryShowsFormulasAndNumbers() {
    var outcome = Outcome.of("summary", XOR);

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out())
        .containsPattern("linear1 +\\[Batch, Hidden=8\\] +24 +\\d+\\*Batch = ")
        .containsPattern("linear2 +\\[Batch, Output=2\\] +18 ")
        .contains("42 parameters", "a training step holds");
  }

  @Test
  void aFileWithoutAModelHasNoSummary() throws IOException {
    var outcome = Outcome.of("summary", file("dim D = 3\nfn twice(x: [..]) -> [..] { 2 * x }\n"));

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("error[NN0907]: ").contains("neither a model nor a train block");
  }

  @Test
  void testBlocksAreRun() throws IOException {
    var good = Outcome.of("test", file("""
        test "squares" {
          dim D = 3
          x = normal[D]()
          assert x * x >= 0
          assert sum[D](softmax[D](x)) ~= 1 within 1e-6
        }
        """));
    var bad = Outcome.of("test", file("""
        test "no square is negative" {
          dim D = 3
          x = normal[D]()
          assert x * x >= 0
          assert x * x < 0
          assert sum[D](x - x) ~= 0.25
        }
        """));

    assertThat(good.out()).contains("passed  squares", "1 test, all passed");
    assertThat(good.exit()).isZero();
    assertThat(bad.out()).contains("FAILED  no square is negative", "line 5, line 6 (apart by 0.25)", "1 failed")
        .doesNotContain("line 4");
    assertThat(bad.exit()).isEqualTo(1);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("program.nn"), text, StandardCharsets.UTF_8).toString();
  }
}
