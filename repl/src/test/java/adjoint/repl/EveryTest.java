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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** `every 5`: lines that run in the 5th update, the 10th and so on, and in the others cost nothing. */
class EveryTest {

  /** What rules count: the updates of a line, and its own number of them. */
  private static final String COUNTING = """
      dim Batch
      optimizer Count { w <- w + 1 + 0 * g }
      optimizer Number { w <- step + 0 * g }
      optimizer Kept { state n = 0  n <- n + 1  w <- n + 0 * g }
      model A(x: [Batch]) -> [Batch] {
        param a: real = 0
        param b: real = 0
        a * x + b
      }
      model B(x: [Batch]) -> [Batch] {
        param c: real = 0
        param d: real = 0
        state seen = 0
        if training { seen <- seen + 1 }
        c * x + d
      }
      train A {
        x = 1 + 0.5 * normal[Batch](0, 1)
        first = A(x)
        second = B(x)
        %s
        batch Batch = 8
        steps 10
        epochs 2
      }
      """.replace("  n <- n + 1  w <- n", "\n  n <- n + 1\n  w <- n").replace("{ state n = 0", "{\n  state n = 0")
      .replace("state seen = 0", "state seen: real = 0");

  @TempDir
  private Path folder;

  private Outcome train(String run, String program, String... options) throws IOException {
    var file = Files.writeString(folder.resolve("m.nn"), program);
    List<String> words = new ArrayList<>(List.of("train", file.toString(), "--out", folder.resolve(run).toString()));
    words.addAll(List.of(options));
    var outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome;
  }

  private double weight(String run, String path) {
    TensorFile tensors = SafetensorsFile.open(folder.resolve(run).resolve("last.safetensors"));
    var value = new double[1];
    tensors.read(tensors.entries().get(path), (_, number) -> value[0] = number);
    return value[0];
  }

  @ParameterizedTest
  @CsvSource({"1, 20, ''", "3, 6, ''", "7, 2, ''", "21, 0, ''", "3, 2, accumulate 3"})
  void aLineRunsInEveryKthUpdate(int every, int times, String accumulated) throws Exception {
    train("run", COUNTING.formatted("""
        minimize mean(first^2) using Kept[] over A.a using Number[] over A.b every %s
        minimize mean(second^2) using Count[] over B.c using Number[] over B.d
        %s
        """.formatted(every, accumulated)));
    int all = accumulated.isEmpty() ? 20 : 8;
    assertThat(weight("run", "A.a")).isEqualTo(times);
    assertThat(weight("run", "A.b")).isEqualTo(times);
    assertThat(weight("run", "B.c")).isEqualTo(all);
    assertThat(weight("run", "B.d")).isEqualTo(all);
  }

  @Test
  void linesWithDifferentNumbers() throws Exception {
    train("run", COUNTING.formatted("""
        minimize mean(first^2) using Count[] over A.a every 2
        minimize mean(first^2) using Count[] over A.b every 3
        minimize mean(second^2) using Count[] over B.c every 4
        minimize mean(second^2) using Count[] over B.d every 6
        """));
    assertThat(List.of(weight("run", "A.a"), weight("run", "A.b"), weight("run", "B.c"), weight("run", "B.d")))
        .containsExactly(10.0, 6.0, 5.0, 3.0);
  }

  @Test
  void aBindingThatNothingDueUsesIsNotComputed() throws Exception {
    train("run", COUNTING.formatted("""
        minimize mean(first^2) using Count[]
        minimize mean(second^2) using Count[] every 5
        """));
    assertThat(weight("run", "B.seen")).isEqualTo(4);
  }

  @Test
  void twoLinesOverOneParameterHaveMomentsOfTheirOwn() throws Exception {
    for (String accumulated : List.of("", "accumulate 2")) {
      String run = "run" + accumulated.length();
      train(run, COUNTING.formatted("""
          minimize mean(first^2) using Count[] over A.a using Count[] over A.b
          minimize mean(first^2) using Kept[] over A.a every 5
          minimize mean(second^2) using Count[] over B
          """ + accumulated));
      int updates = accumulated.isEmpty() ? 20 : 10;
      assertThat(weight(run, "A.a")).isEqualTo(updates / 5);
      assertThat(weight(run, "A.b")).isEqualTo(updates);
    }
  }

  /** Two losses of one parameter, whose gradients are gathered apart. */
  @Test
  void gatheredGradientsOfTwoLinesStayApart() throws Exception {
    String line = """
        minimize mean(A(x)) using SGD[lr = 1] over A
        minimize 3 * mean(A(x)) using SGD[lr = 0.5] over A
        """;
    train("alone", COUNTING.formatted(line + "minimize mean(second^2) using Count[]\n").replace("steps 10", "steps 1")
        .replace("epochs 2", "epochs 4"));
    train("gathered", COUNTING.formatted(line + "minimize mean(second^2) using Count[]\naccumulate 4\n")
        .replace("steps 10", "steps 4").replace("epochs 2", "epochs 4"));
    assertThat(weight("gathered", "A.b")).isCloseTo(-10, within(1e-4)).isEqualTo(weight("alone", "A.b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip norm 0.5", "accumulate 2"})
  void aResumedRunHasTheSameBits(String setting) throws Exception {
    String program = """
        dim Batch
        dim In = 3
        dim Hidden = 5
        model Net(x: [Batch, In]) -> [Batch, In] {
          x |> Linear[Hidden] |> BatchNorm1d |> tanh |> Linear[In]
        }
        model Slow(x: [Batch, In]) -> [Batch, In] {
          x |> Linear[Hidden] |> BatchNorm1d |> tanh |> Linear[In]
        }
        train Net {
          x = normal[Batch, In](0, 1)
          minimize mean((Net(x) - Slow(x) - x)^2) using Adam[lr = 0.01]
          minimize mean(Net(x)^2) using Adam[lr = 0.001] over Net every 4
          Slow <- 0.9 * Slow + 0.1 * Net every 3
          batch Batch = 8
          steps 10
          epochs 3
          %s
        }
        """.formatted(setting);
    train("straight", program);
    train("stopped", program, "--epochs", "1");
    var file = folder.resolve("m.nn").toString();
    var resumed = Outcome.of("train", file, "--resume", folder.resolve("stopped").toString(), "--epochs", "3");
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(bits("stopped")).isEqualTo(bits("straight"));
  }

  private List<Double> bits(String run) {
    TensorFile tensors = SafetensorsFile.open(folder.resolve(run).resolve("last.safetensors"));
    List<Double> all = new ArrayList<>();
    tensors.entries().values().forEach(entry -> tensors.read(entry, (_, number) -> all.add(number)));
    return all;
  }

  @Test
  void theLossOfALineIsItsMeanWhereItWasDue() throws Exception {
    var outcome = train("run", COUNTING.formatted("""
        minimize mean(0 * first) + 1 using Count[]
        minimize mean(0 * second) + 2 using Count[] every 15
        """));
    assertThat(outcome.out()).contains("epoch 1/2  loss 1.0000  0.").contains("epoch 2/2  loss 1.0000  loss2 2.0000");
    assertThat(Files.readAllLines(folder.resolve("run/metrics.csv"))).anyMatch(row -> row.endsWith(",1.0,"))
        .anyMatch(row -> row.endsWith(",1.0,2.0"));
  }
}
