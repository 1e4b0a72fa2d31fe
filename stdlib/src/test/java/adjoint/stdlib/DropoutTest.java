package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** No fixture can hold a random mask; these are its properties. */
class DropoutTest {

  private static final int COUNT = 4000;

  /** The gradient by the shift is the mask, divided by 1 - p; SGD of rate 1 takes it off the shift's zero. */
  private static final String PROGRAM = """
      dim Batch
      dim D = 4000
      layer Shift(x: [.., D]) -> [.., D] {
        param b: [D] = 0
        x + b
      }
      model Case(x: [Batch, D]) -> [Batch, D] { x |> Shift[] |> Dropout[p = 0.2] }
      train Case {
        data      csv("none.csv") { x: [D] = columns("x*") }
        minimize  sum(Case(x)) using SGD[lr = 1]
        batch     Batch = 1
      }
      """;

  private static final double[] X = new double[COUNT];

  static {
    Arrays.setAll(X, i -> 1 + i % 7);
  }

  @Test
  void dropsAShareAndScalesTheRest() {
    double[] mask = mask(1, 1);
    assertThat(Arrays.stream(mask).distinct().sorted().toArray()).containsExactly(new double[]{0, 1.25},
        Offset.offset(1e-12));
    double kept = Arrays.stream(mask).filter(m -> m > 0).count() / (double) COUNT;
    assertThat(kept).isCloseTo(0.8, Offset.offset(5 * Math.sqrt(0.16 / COUNT)));
  }

  @Test
  void maskIsTheSameForwardsAndBackwards() {
    Evaluation step = step(1, 1);
    double[] shift = step.output("shift.b");
    double expected = 0;
    for (int i = 0; i < COUNT; i++) {
      expected -= shift[i] * X[i];
    }
    assertThat(step.output("loss")[0]).isCloseTo(expected, Offset.offset(1e-6));
  }

  @Test
  void masksDifferBetweenStepsAndSeedsOnly() {
    assertThat(mask(1, 1)).isEqualTo(mask(1, 1));
    assertThat(mask(1, 2)).isNotEqualTo(mask(1, 1));
    assertThat(mask(2, 1)).isNotEqualTo(mask(1, 1));
  }

  @Test
  void machineFormsDrawTheReferencesMask() {
    Lowered lowered = Programs.lower("dropout", PROGRAM);
    for (Backend.Form form : CompiledTest.forms()) {
      Program program = CompiledTest.compile(lowered, form);
      CompiledFunction step = program.training().orElseThrow().step();
      float[] store = Frames.store(program.layout());
      Frame frame = Frames.of(step, store, Map.of("Batch", 1L), Pool.of(1));
      IntStream.range(0, COUNT).forEach(i -> frame.reals[0][i] = (float) X[i]);
      CompiledTest.run(step, frame, lowered.recipe().orElseThrow(), 0);
      double[] shift = CompiledTest.read(store, program.layout().slot("shift.b").orElseThrow());
      assertThat(shift).as(form.toString()).containsExactly(step(1, 1).output("shift.b"), Offset.offset(1e-6));
    }
  }

  @Test
  void doesNothingAtInference() {
    Graph graph = Programs.lower("dropout", PROGRAM).models().get("Case");
    Evaluation evaluation = Interpreter.evaluate(graph,
        new Arguments(Map.of("Batch", 1L), Map.of("x", X, "shift.b", new double[COUNT])));
    assertThat(evaluation.output("result")).isEqualTo(X);
  }

  private static double[] mask(int seed, int step) {
    return Arrays.stream(step(seed, step).output("shift.b")).map(b -> -b).toArray();
  }

  private static Evaluation step(int seed, int step) {
    Lowered lowered = Programs.lower("dropout", PROGRAM);
    Map<String, double[]> inputs = Programs.settings(lowered.recipe().orElseThrow(), step - 1);
    inputs.put("x", X);
    inputs.put("shift.b", new double[COUNT]);
    return Interpreter.evaluate(Compiler.simplified(lowered.training().orElseThrow().step()),
        new Arguments(Map.of("Batch", 1L), inputs, seed, step));
  }
}
