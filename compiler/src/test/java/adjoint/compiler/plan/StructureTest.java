package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  void sumsOfTheSameRowsShareANest() {
    Plan plan = PlannedGraphs.plan(GraphParser.parse("""
        graph rows
        %0 x: real[N, D=64] = data
        %1 w: real[D=64] = data
        %4 s: real[N] = for i2:N sum i3:D=64 { %0[i2, i3] }
        %7 t: real[N] = for i5:N sum i6:D=64 { %0[i5, i6] * %1[i6] }
        %10 y: real[N, D=64] = for i8:N, i9:D=64 { %0[i8, i9] * %4[i8] + %7[i8] }
        %13 columns: real[D=64] = for i11:D=64 sum i12:N { %0[i12, i11] }
        output y = %10
        output columns = %13
        """), true);
    assertThat(PlanPrinter.kernels(plan)).isEqualTo(2);
    assertThat(plan.steps().stream().filter(s -> Steps.written(s).stream().anyMatch(v -> v.name().equals("y")))
        .flatMap(s -> Steps.written(s).stream()).map(Value::name)).containsExactlyInAnyOrder("s", "t", "y");
  }

  @Test
  void windowsOfDepthwiseConvolutionsAreReadWithoutGuards() {
    Graph step = Compiler.simplified(Network.read(Path.of("../examples/benchmark/workloads/mobilenet.nn")).lowered()
        .training().orElseThrow().step());
    List<Step.Statement.Reduce> sums = PlannedGraphs.plan(step, true).steps().stream()
        .flatMap(s -> s instanceof Step.Nest n ? n.statements().stream() : Stream.of())
        .filter(Step.Statement.Reduce.class::isInstance).map(Step.Statement.Reduce.class::cast)
        .filter(r -> r.body().indices().size() == 6).toList();
    assertThat(sums).hasSizeGreaterThan(8);
    assertThat(sums).noneMatch(r -> r.body().nodes().anyMatch(Scalar.Select.class::isInstance));
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

  @Test
  void anUpdateIsWrittenOverWhatItReads() {
    Plan plan = small("""
        %3 n: real[D=5] = for i2:D=5 { %1[i2] - 0.1 * %0[i2] }
        store w = %3
        """);
    assertThat(copies(plan)).isZero();
    assertThat(PlanPrinter.kernels(plan)).isEqualTo(1);
  }

  @Test
  void whatReadsOtherElementsIsCopiedOverItsTargetAtTheEnd() {
    Plan plan = small("""
        %3 n: real[D=5] = for i2:D=5 { %1[4 - i2] - 0.1 * %0[i2] }
        store w = %3
        """);
    assertThat(plan.steps().getLast()).isInstanceOf(Step.Copy.class);
    assertThat(copies(plan)).isEqualTo(1);
  }

  @Test
  void readersOfTheOldContentGoFirst() {
    Plan plan = small("""
        %3 n: real[D=5] = for i2:D=5 { %1[i2] - 0.1 * %0[i2] }
        %5 y: real[D=5] = for i4:D=5 { exp(%1[4 - i4]) }
        store w = %3
        output y = %5
        """);
    assertThat(copies(plan)).isZero();
    assertThat(Steps.written(plan.steps().getFirst())).extracting(Value::name).containsExactly("y");
  }

  @Test
  void aResultThatIsAnInputIsCopied() {
    Plan plan = small("output y = %0\n");
    assertThat(PlanPrinter.kernels(plan)).isEqualTo(1);
    assertThat(Steps.read(plan.steps().getFirst())).extracting(Value::name).containsExactly("x");
    assertThat(plan.placements().values()).extracting(Placement::space).contains(new Space.Port(1));
  }

  @Test
  void gatesThatChooseByTheirPositionAreMadeBesideWhatTheyRead() {
    Plan plan = small("""
        %4 a: real[D=5] = for i3:D=5 { tanh(%0[i3]) }
        %6 b: real[D=5] = for i5:D=5 { exp(%1[i5]) * %4[i5] }
        %9 gates: real[Gate=2, D=5] = for i7:Gate=2, i8:D=5 { at(i7) == 0 ? %4[i8] * %6[i8] : %6[i8] + 1 }
        output a = %4
        output gates = %9
        """);
    assertThat(PlanPrinter.kernels(plan)).isEqualTo(1);
    assertThat(PlanPrinter.print(plan)).doesNotContain("==");
  }

  @Test
  void aSplitPositionReadsTwoAxesAsOne() {
    Plan plan = PlannedGraphs.plan(GraphParser.parse("""
        graph flat
        %0 image: real[N, H=4, W=7] = data
        %1 table: real[H=4, W=9] = data
        %4 y: real[N, F=28] = for i2:N, i3:F=28 { exp(%0[i2, (i3 // 7), (i3 % 7)]) }
        %6 z: real[F=28] = for i5:F=28 { exp(%1[(i5 // 7), (i5 % 7)]) }
        output y = %4
        output z = %6
        """), true);
    assertThat(PlanPrinter.print(plan).lines().filter(l -> l.contains("//")))
        .as("rows that are longer than what is read of them stay an axis").singleElement().asString().contains(":z[");
  }

  @Test
  void whatOnlyItsOwnKernelReadsStaysInARegister() {
    Plan plan = small("""
        %4 a: real[D=5] = for i3:D=5 { exp(%0[i3]) * exp(%1[i3]) }
        %6 b: real[D=5] = for i5:D=5 { sin(%4[i5]) }
        %8 c: real[D=5] = for i7:D=5 { cos(%4[i7]) }
        output b = %6
        output c = %8
        """);
    assertThat(PlanPrinter.kernels(plan)).isEqualTo(1);
    assertThat(PlanPrinter.print(plan)).contains("register %4:a");
    assertThat(plan.placements().keySet()).extracting(Value::name).doesNotContain("a");
  }

  @Test
  void aSizeThatOnlyNumbersOrPositionsAreMadeOfIsAskedFor() {
    Plan plan = small("""
        %3 a: real[D=5] = for i2:D=5 { %0[i2] / size(M) }
        %6 b: real = sum i5:L { 2 }
        %8 c: real[D=5] = for i7:D=5 { at(i7 * P + Q) * %0[i7] }
        output a = %3
        output b = %6
        output c = %8
        """);
    assertThat(plan.signature().openDims()).containsExactly("M", "L", "Q", "P");
  }

  /** Over `x`, which is given, and `w`, which is kept. */
  private static Plan small(String definitions) {
    return PlannedGraphs.plan(GraphParser.parse("""
        graph small
        %0 x: real[D=5] = data
        %1 w: real[D=5] = parameter
        """ + definitions), true);
  }

  private static long copies(Plan plan) {
    return plan.steps().stream().filter(Step.Copy.class::isInstance).count();
  }

  private static List<Step.Contraction> contractions(List<Step> steps) {
    return steps.stream().filter(Step.Contraction.class::isInstance).map(Step.Contraction.class::cast).toList();
  }

  private static List<String> kept(Step.Contraction contraction) {
    return contraction.epilogue().stream().filter(Store::kept).map(s -> s.value().name()).sorted()
        .collect(Collectors.toList());
  }
}
