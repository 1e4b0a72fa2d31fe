package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Samples;
import adjoint.compiler.graph.Verifier;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan computes where it places it is what its graph means. */
class PlannerTest {

  static Stream<String> names() {
    return SampleGraphs.all().keySet().stream();
  }

  static LongStream seeds() {
    return LongStream.range(0, Samples.of(300));
  }

  @ParameterizedTest
  @MethodSource("names")
  void computesWhatTheGraphMeans(String name) {
    Graph graph = SampleGraphs.all().get(name);
    assertThat(Verifier.problems(graph)).isEmpty();
    for (long batch : new long[]{1, 3, 17}) {
      PlannedGraphs.check(graph, false, Map.of("Batch", batch, "T", batch), 1);
      PlannedGraphs.check(graph, true, Map.of("Batch", batch, "T", batch), 1);
    }
  }

  /** What is left out isn't looked at. */
  @ParameterizedTest
  @ValueSource(longs = {0, 3, 4})
  void computesWhatMaskedAttentionMeans(long seed) {
    Graph graph = RandomAttention.of(seed);
    assertThat(Verifier.problems(graph)).isEmpty();
    PlannedGraphs.check(Compiler.simplified(graph), true, RandomAttention.DIMS, seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void computesWhatRandomGraphsMean(long seed) {
    Graph graph = RandomGraphs.of(seed, 4 + (int) (seed % 16));
    assertThat(Verifier.problems(graph)).isEmpty();
    PlannedGraphs.check(graph, false, Map.of("Batch", 3L), seed);
    PlannedGraphs.check(graph, true, Map.of("Batch", 3L), seed);
  }
}
