package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.SampleGraphs;
import adjoint.runtime.program.Pool;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Threads and the change from scalar code to vectors during a run leave every bit alone. */
class FormsTest {

  private static final Graph GRAPH = GraphParser.parse(SampleGraphs.mlp(300, 128, 10));
  private static final int STEPS = 300;

  @Test
  void threadsChangeNoBits() {
    float[] alone = weights(Form.SCALAR, 1, 5);
    assertThat(weights(Form.SCALAR, 2, 5)).containsExactly(alone);
    assertThat(weights(Form.SCALAR, 3, 5)).containsExactly(alone);
    assertThat(weights(Form.VECTOR, 3, 5)).containsExactly(alone);
  }

  @Test
  void swappingChangesNoBits() {
    assertThat(weights(Form.SWAP, 1, STEPS)).containsExactly(weights(Form.SCALAR, 1, STEPS));
  }

  @Test
  void goesOverToVectors() {
    SwappingFunction[] forms = new SwappingFunction[1];
    try (Pool pool = Pool.of(1)) {
      Runs run = run(Form.SWAP, pool);
      forms[0] = (SwappingFunction) run.function();
      long end = System.nanoTime() + 120_000_000_000L;
      while (!forms[0].isSwapped() && System.nanoTime() < end) {
        run.run();
      }
    }
    assertThat(forms[0].isSwapped()).isTrue();
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
    return Runs.of(GRAPH, PlannedGraphs.arguments(GRAPH, Map.of("Batch", 64L), 1), Backend.Options.of(form), pool);
  }
}
