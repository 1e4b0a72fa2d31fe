package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.weights.SafetensorsFile;
import adjoint.runtime.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** `ema`: averages of the weights are used and saved, and training goes on with the raw ones. */
class AveragedWeightsTest {

  private static final String PROGRAM = """
      dim Batch
      model M(x: [Batch]) -> [Batch] {
        param a: real = 1
        param still: real = 3
        a * x + still
      }
      train M {
        x = 1 + 0.5 * normal[Batch](0, 1)
        z = M(x)
        minimize mean(z^2) using Adam[lr = 0.1]
        minimize mean(z * M(x)) using SGD[lr = 0.01]
        metric a = mean(M(zeros[Batch] + 1)) - 3
        frozen M.still
        batch Batch = 8
        steps 1
        %s
      }
      """;

  @TempDir
  private Path folder;

  private Outcome train(String lines, String... options) throws IOException {
    var file = Files.writeString(folder.resolve("m.nn"), PROGRAM.formatted(lines));
    List<String> words = new ArrayList<>(List.of("train", file.toString()));
    words.addAll(List.of(options));
    var outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome;
  }

  private Outcome run(String name, String lines, int epochs) throws IOException {
    return train(lines, "--epochs", String.valueOf(epochs), "--out", folder.resolve(name).toString());
  }

  private double weight(String run, String path) {
    TensorFile tensors = SafetensorsFile.open(folder.resolve(run).resolve("last.safetensors"));
    var value = new double[1];
    tensors.read(tensors.entries().get(path), (_, number) -> value[0] = number);
    return value[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "accumulate 3", "clip norm 0.1"})
  void averagesFollowTheRawWeights(String line) throws Exception {
    double average = 1;
    for (int step = 1; step <= 4; step++) {
      run("without" + step, line, step);
      double raw = weight("without" + step, "a");
      average += (1 - Math.min(0.3, (1.0 + step) / (10 + step))) * (raw - average);
      var last = run("with" + step, "ema 0.3\n" + line, step);
      assertThat(weight("with" + step, "ema.raw(a)")).isEqualTo(raw);
      assertThat(weight("with" + step, "a")).isCloseTo(average, within(1e-6)).isNotCloseTo(raw, within(1e-3));
      assertThat(last.out()).contains("a %.4f".formatted(average));
    }
  }

  @Test
  void whatRestsHasNoAverage() throws Exception {
    run("run", "ema 0.9", 2);

    var file = SafetensorsFile.open(folder.resolve("run/last.safetensors"));
    assertThat(file.entries().keySet()).contains("ema.raw(a)", "still").doesNotContain("ema.raw(still)");
    assertThat(SafetensorsFile.open(folder.resolve("run/best.safetensors")).entries().keySet())
        .containsExactlyInAnyOrder("a", "still");
    assertThat(Outcome.of("evaluate", folder.resolve("m.nn").toString(), "--weights", folder.resolve("run").toString())
        .out()).contains("a %.4f".formatted(weight("run", "a")));
  }

  @Test
  void aResumedRunHasTheSameBits() throws Exception {
    run("whole", "ema 0.9", 6);
    run("parts", "ema 0.9", 2);
    train("ema 0.9", "--resume", folder.resolve("parts").toString(), "--epochs", "6");

    assertThat(folder.resolve("parts/last.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/last.safetensors"));
  }

  @Test
  void bothBeginWithWhatIsRead() throws Exception {
    run("earlier", "ema 0.9", 3);
    run("later", "ema 0.9\nstart M from \"earlier\"", 1);
    run("plain", "start M from \"earlier\"", 1);

    assertThat(weight("later", "ema.raw(a)")).isEqualTo(weight("plain", "a"));
    assertThat(weight("earlier", "a")).isNotEqualTo(weight("earlier", "ema.raw(a)"));
  }
}
