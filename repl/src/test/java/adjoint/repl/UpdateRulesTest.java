package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that draw, see whole matrices and take gradients elsewhere train the same bits, however they are run. */
class UpdateRulesTest {

  private static final String PROGRAM = """
      dim Batch
      dim D = 24
      optimizer Rows[lr = 0.05](w: [In -> Out]) {
        state seen: [In] = 0
        seen <- 0.9 * seen + mean[Out](g^2)
        w <- w - lr * g / sqrt(seen[In, Out] + 1e-6) * sqrt(sum(w^2)) + 0.001 * normal()
      }
      optimizer Sharp[lr = 0.05, rho = 0.05] {
        w <- w - lr * g(w + rho * g / gradient_norm) * where(bernoulli(0.9), 1, 0)
      }
      model M(x: [Batch, D]) -> [Batch, D] {
        x |> repeat 2 { Linear[D] } |> BatchNorm1d |> Dropout[p = 0.2] |> Linear[D]
      }
      train M {
        x = normal[Batch, D]()
        minimize mean((M(x) - x)^2) using Rows[] over M.linear1 using Sharp[]
        batch Batch = 40
        steps 3
        ema 0.9
      }
      """;

  @TempDir
  private Path folder;

  private void run(String... options) throws IOException {
    var file = Files.writeString(folder.resolve("m.nn"), PROGRAM);
    List<String> words = new ArrayList<>(List.of("train", file.toString()));
    words.addAll(List.of(options));
    var outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
  }

  @Test
  void threadsAndResumptionsChangeNoBits() throws IOException {
    Path whole = folder.resolve("whole");
    Path threads = folder.resolve("threads");
    Path parts = folder.resolve("parts");
    run("--out", whole.toString(), "--epochs", "4", "--threads", "1");
    run("--out", threads.toString(), "--epochs", "4", "--threads", "3");
    run("--out", parts.toString(), "--epochs", "1", "--threads", "1");
    run("--resume", parts.toString(), "--epochs", "4", "--threads", "2");

    assertThat(WeightBits.last(threads)).isEqualTo(WeightBits.last(whole));
    assertThat(WeightBits.last(parts)).isEqualTo(WeightBits.last(whole));
    assertThat(WeightBits.parameters(whole)).doesNotContain(Float.NaN);
  }

  /** A state that is only read is kept as well; what a step has isn't there when states begin. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"0.5|A[]|", "2 * lr|A[]|", "normal()|A[]|", "lr|A[lr = cosine(0.1)]|lr",
    "2 * w|A[]|w", "g|A[]|g", "gradient_norm|A[]|gradient_norm", "step|A[]|step", "m + 1|A[]|m"})
  void aStateBeginsWithWhatIsKnown(String initial, String rule, String unknown) throws IOException {
    var file = Files.writeString(folder.resolve("state.nn"), """
        dim Batch
        optimizer A[lr = 0.1] {
          state m = 0
          state k = %s
          m <- m + g
          w <- w - lr * m * k
        }
        model M(x: [Batch]) -> [Batch] {
          param a: real = 1
          a * x
        }
        train M {
          x = ones[Batch]
          minimize mean(M(x)^2) using %s
          batch Batch = 2
          steps 2
          epochs 1
        }
        """.formatted(initial, rule));
    var outcome = Outcome.of("train", file.toString(), "--out", folder.resolve("run").toString());
    if (unknown == null) {
      assertThat(outcome.exit()).as(outcome.err()).isZero();
    } else {
      assertThat(outcome.err()).startsWith("error[NN0229]: a state begins before training, when there is no `" + unknown
          + "`");
    }
  }
}
