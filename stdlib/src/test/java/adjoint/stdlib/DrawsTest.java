package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What draws in the library besides {@link DropoutTest}: no fixture can hold its values; these are its properties. */
class DrawsTest {

  private static final int COUNT = 4000;

  private static final double[] PROBABILITIES = {0.1, 0.2, 0.7};

  /** Gumbel's trick: the largest of logits with his noise is a draw from their softmax. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gumbelSoftmaxIsLargestAsOftenAsSoftmaxSays(boolean hard) {
    Graph graph = Programs.lower("gumbel", """
        dim Batch
        dim D = 3
        model Case(x: [Batch, D]) -> [Batch, D] { x |> gumbel_softmax[D, temperature = 0.5, hard = %s] }
        """.formatted(hard)).models().get("Case");
    double[] logits = new double[COUNT * 3];
    Arrays.setAll(logits, i -> Math.log(PROBABILITIES[i % 3]));
    double[] y = Interpreter.evaluate(graph, new Arguments(Map.of("Batch", (long) COUNT), Map.of("x", logits)))
        .output("result");
    int[] largest = new int[3];
    for (int i = 0; i < COUNT; i++) {
      double[] row = Arrays.copyOfRange(y, 3 * i, 3 * i + 3);
      assertThat(Arrays.stream(row).sum()).isCloseTo(1, Offset.offset(1e-9));
      double most = Arrays.stream(row).max().orElseThrow();
      assertThat(!hard || Math.abs(most - 1) < 1e-9).isTrue();
      for (int d = 0; d < 3; d++) {
        largest[d] += row[d] == most ? 1 : 0;
      }
    }
    for (int d = 0; d < 3; d++) {
      double p = PROBABILITIES[d];
      assertThat(largest[d] / (double) COUNT).isCloseTo(p, Offset.offset(5 * Math.sqrt(p * (1 - p) / COUNT)));
    }
  }

  /** The gradient by a shift is the mask divided by 1 - p: the same for all of an example. */
  @Test
  void dropPathDropsWholeExamples() {
    Lowered lowered = Programs.lower("path", """
        dim Batch
        dim Example = 4000
        dim D = 3
        layer Shift(x: [Example, D]) -> [Example, D] {
          param b: [Example, D] = 0
          x + b
        }
        model Case(x: [Batch, Example, D]) -> [Batch, Example, D] {
          y = sum[Batch](x) |> Shift[] |> DropPath[Example, p = 0.25]
          x + y
        }
        train Case {
          data      csv("none.csv") { x: [Example, D] = columns("x*") }
          minimize  sum(Case(x)) using SGD[lr = 1]
          batch     Batch = 1
        }
        """);
    Map<String, double[]> inputs = Programs.settings(lowered.recipe().orElseThrow(), 0);
    inputs.put("x", new double[COUNT * 3]);
    inputs.put("shift.b", new double[COUNT * 3]);
    Evaluation step = Interpreter.evaluate(Compiler.simplified(lowered.training().orElseThrow().step()),
        new Arguments(Map.of("Batch", 1L), inputs, 1, 1));
    double[] mask = Arrays.stream(step.output("shift.b")).map(b -> -b).toArray();
    int kept = 0;
    for (int i = 0; i < COUNT; i++) {
      assertThat(mask[3 * i + 1]).isEqualTo(mask[3 * i]).isEqualTo(mask[3 * i + 2]);
      kept += mask[3 * i] > 0 ? 1 : 0;
    }
    assertThat(Arrays.stream(mask).distinct().sorted().toArray()).containsExactly(new double[]{0, 1 / 0.75},
        Offset.offset(1e-12));
    assertThat(kept / (double) COUNT).isCloseTo(0.75, Offset.offset(5 * Math.sqrt(0.1875 / COUNT)));
  }
}
