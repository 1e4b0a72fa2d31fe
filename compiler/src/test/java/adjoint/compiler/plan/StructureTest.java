package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many kernels programs become, what shares one, and how little memory they need. */
class StructureTest {

  @Test
  void aClassifiersStepIsAFewKernels() {
    Plan plan = PlannedGraphs.plan(GraphParser.parse(SampleGraphs.mlp(784, 256, 10)), true);
    List<Step.Contraction> contractions = contractions(plan.steps());
    assertThat(contractions).hasSize(5);
    assertThat(PlanPrinter.kernels(plan)).isLessThanOrEqualTo(12);
    assertThat(kept(contractions.getFirst())).as("bias and relu are in the epilogue").containsExactly("a1");
    assertThat(kept(contractions.getLast())).as("so is the update").containsExactly("m_w1", "w1");
  }

  @Test
  void crossEntropyIsOneNestByRows() {
    Plan plan = PlannedGraphs.plan(GraphParser.parse(SampleGraphs.mlp(784, 256, 10)), true);
    Step.Nest rows = plan.steps().stream().filter(Step.Nest.class::isInstance).map(Step.Nest.class::cast)
        .filter(n -> !n.outer().isEmpty()).findFirst().orElseThrow();
    assertThat(rows.outer()).extracting(i -> i.name()).containsExactly("Batch");
    assertThat(Steps.written(rows)).extracting(v -> v.name()).contains("most", "e", "s", "dlogits");
  }

  @Test
  void aLayersBackwardPassReadsTheResultOfItsForwardPass() {
    Plan plan = PlannedGraphs.plan(GraphParser.parse(SampleGraphs.mlp(784, 256, 10)), true);
    assertThat(plan.placements().keySet()).extracting(v -> v.name()).doesNotContain("z1", "h1", "z2", "dw1", "dw2");
  }

  @Test
  void withoutFusionEachDefinitionHasItsKernel() {
    Graph graph = GraphParser.parse(SampleGraphs.mlp(784, 256, 10));
    assertThat(PlanPrinter.kernels(PlannedGraphs.plan(graph, false)))
        .isGreaterThanOrEqualTo(graph.definitions().size());
  }

  @Test
  void aLongChainTakesTurnsInTheSameMemory() {
    assertThat(work(40)).isEqualTo(work(4));
  }

  /** Every link reads its neighbour backwards, so that it can be neither fused nor computed in place. */
  private static Size work(int links) {
    StringBuilder text = new StringBuilder("graph chain\n%0 x: real[D=1000] = data\n");
    for (int i = 1; i <= links; i++) {
      text.append("%").append(2 * i).append(" a: real[D=1000] = for i").append(2 * i + 1).append(":D=1000 { exp(%")
          .append(2 * i - 2).append("[999 - i").append(2 * i + 1).append("]) - %").append(2 * i - 2).append("[i")
          .append(2 * i + 1).append("] }\n");
    }
    text.append("output y = %").append(2 * links).append("\n");
    return PlannedGraphs.plan(GraphParser.parse(text.toString()), true).workReals();
  }

  @Test
  void theGatesOfARecurrenceShareAKernel() {
    Plan plan = PlannedGraphs.plan(SampleGraphs.all().get("recurrent"), true);
    Step.Loop loop = plan.steps().stream().filter(Step.Loop.class::isInstance).map(Step.Loop.class::cast).findFirst()
        .orElseThrow();
    assertThat(contractions(loop.children())).hasSize(1);
    assertThat(loop.children().stream().filter(Step.Nest.class::isInstance)).hasSizeLessThanOrEqualTo(1);
  }

  private static List<Step.Contraction> contractions(List<Step> steps) {
    return steps.stream().filter(Step.Contraction.class::isInstance).map(Step.Contraction.class::cast).toList();
  }

  private static List<String> kept(Step.Contraction contraction) {
    return contraction.epilogue().stream().filter(Store::kept).map(s -> s.value().name()).sorted()
        .collect(Collectors.toList());
  }
}
