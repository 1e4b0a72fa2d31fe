package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlanPrinter;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.RandomAttention;
import adjoint.compiler.plan.Step;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Pool;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attention under all kinds of masks, with its gradients: of each product only what the mask leaves is computed, and the reference,
 * scalar code and vector code agree, on one thread and on several.
 */
class TrianglesAgreeTest {

  /** A few roundings of everything that went into a result. */
  private static final double BOUND = 64 * 0x1p-24;

  static LongStream seeds() {
    return LongStream.range(0, 8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agree(long seed) {
    Graph meant = RandomAttention.of(seed);
    Graph graph = Compiler.simplified(meant);
    Arguments arguments = PlannedGraphs.arguments(meant, RandomAttention.DIMS, seed);
    Evaluation expected = Interpreter.evaluateWithMagnitudes(meant, arguments);
    Map<String, float[]> scalar = outputs(graph, arguments, Form.SCALAR, 1);
    Map<String, float[]> vector = outputs(graph, arguments, Form.VECTOR, 1);
    Map<String, float[]> shared = outputs(graph, arguments, Form.VECTOR, 4);
    scalar.forEach((name, actual) -> {
      assertThat(vector.get(name)).as("%s as vectors", name).containsExactly(actual);
      assertThat(shared.get(name)).as("%s on four threads", name).containsExactly(actual);
      double[] exact = expected.output(name);
      double[] magnitude = expected.magnitude(name);
      for (int i = 0; i < exact.length; i++) {
        int place = i;
        assertThat(Math.abs(actual[i] - exact[i])).as(() -> "%s[%s] is %s, not %s in%n%s".formatted(name, place,
            actual[place], exact[place], GraphPrinter.print(graph))).isLessThanOrEqualTo(BOUND * magnitude[i] + 1e-30);
      }
    });
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

  private static Map<String, float[]> outputs(Graph graph, Arguments arguments, Form form, int threads) {
    try (Pool pool = Pool.of(threads)) {
      Runs run = Runs.of(graph, arguments, Backend.Options.of(form), pool);
      run.run();
      return run.outputs();
    }
  }
}
