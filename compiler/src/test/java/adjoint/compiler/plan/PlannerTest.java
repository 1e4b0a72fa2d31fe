package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Verifier;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan computes where it places it is what its graph means. */
class PlannerTest {

  static java.util.stream.Stream<String> names() {
    return SampleGraphs.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void computesWhatTheGraphMeans(String name) {
    Graph graph = SampleGraphs.all().get(name);
    assertThat(Verifier.problems(graph)).isEmpty();
    for (long batch : new long[] {1, 3, 17}) {
      PlannedGraphs.check(graph, false, Map.of("Batch", batch, "T", batch), 1);
      PlannedGraphs.check(graph, true, Map.of("Batch", batch, "T", batch), 1);
    }
  }
}
