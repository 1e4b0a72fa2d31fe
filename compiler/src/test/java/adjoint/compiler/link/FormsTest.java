package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.SampleGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.Pool;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Threads and the change from scalar code to vectors during a run leave every bit alone. */
class FormsTest {

  private static final Graph GRAPH = GraphParser.parse(SampleGraphs.mlp(300, 128, 10));
  /** HotSpot compiles in the background. */
  private static final long PATIENCE = 120_000_000_000L;

  @Test
  void threadsChangeNoBits() {
    float[] alone = weights(Form.SCALAR, 1, 5);
    assertThat(weights(Form.SCALAR, 2, 5)).containsExactly(alone);
    assertThat(weights(Form.SCALAR, 3, 5)).containsExactly(alone);
    assertThat(weights(Form.VECTOR, 3, 5)).containsExactly(alone);
  }

  @Test
  void goesOverToVectorsAndChangesNoBits() {
    try (Pool pool = Pool.of(1)) {
      Runs swapping = run(Form.SWAP, pool);
      Runs scalar = run(Form.SCALAR, pool);
      SwappingFunction forms = (SwappingFunction) swapping.function();
      long end = System.nanoTime() + PATIENCE;
      while (!forms.isSwapped() && System.nanoTime() < end) {
        swapping.run();
        scalar.run();
      }
      assertThat(forms.isSwapped()).isTrue();
      for (int i = 0; i < 5; i++) {
        swapping.run();
        scalar.run();
      }
      assertThat(swapping.outputs().get("w1")).containsExactly(scalar.outputs().get("w1"));
      assertThat(scalar.outputs().get("loss")[0]).isFinite();
    }
  }

  private static float[] weights(Form form, int threads, int steps) {
    try (Pool pool = Pool.of(threads)) {
      Runs run = run(form, pool);
      for (int i = 0; i < steps; i++) {
        run.run();
      }
      return run.outputs().get("w1");
    }
  }

  private static Runs run(Form form, Pool pool) {
    return Runs.of(GRAPH, arguments(), Backend.Options.of(form), pool);
  }

  /** Small, so that no weight runs away: bits of numbers that are none would all be equal. */
  private static Arguments arguments() {
    Arguments arguments = PlannedGraphs.arguments(GRAPH, Map.of("Batch", 64L), 1);
    arguments.inputs().values().forEach(data -> Arrays.setAll(data, i -> data[i] / 10));
    arguments.inputs().put("lr", new double[]{0.01});
    return arguments;
  }
}
