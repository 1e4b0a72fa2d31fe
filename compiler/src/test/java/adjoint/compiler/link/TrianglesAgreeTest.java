package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlanPrinter;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.RandomAttention;
import adjoint.compiler.plan.Step;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attention under all kinds of masks, with its gradients: of each product only what the mask leaves is computed, and the reference,
 * scalar code and vector code agree, on one thread and on several.
 */
class TrianglesAgreeTest {

  static LongStream seeds() {
    return LongStream.range(0, 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agree(long seed) {
    FormsAgree.check(RandomAttention.of(seed), RandomAttention.DIMS, seed, 4);
  }

  /** The scores, the weighted values, and the four products that go back through them. */
  @ParameterizedTest
  @MethodSource("seeds")
  void leaveOutOfEachProductWhatTheMaskHides(long seed) {
    Graph graph = Compiler.simplified(RandomAttention.of(seed));
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);
    assertThat(plan.steps().stream().filter(Step.Contraction.class::isInstance)
        .map(product -> !((Step.Contraction) product).within().isEmpty()))
        .as(() -> PlanPrinter.print(plan)).hasSize(6).containsOnly(true);
  }
}
