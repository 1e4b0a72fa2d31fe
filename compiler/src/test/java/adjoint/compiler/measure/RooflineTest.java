package adjoint.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.Work;
import adjoint.runtime.program.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RooflineTest {

  private static final Roofline MACHINE = new Roofline(2, 8, 100e9,
      List.of(new Roofline.Memory(1000, 50e9), new Roofline.Memory(10_000, 10e9)));

  @Test
  void aKernelIsBoundByItsArithmeticOrByTheMemoryThatItFits() {
    assertThat(MACHINE.nanos(new Work(10_000, 100))).isEqualTo(100);
    assertThat(MACHINE.nanos(new Work(10, 2000))).isEqualTo(40);
    assertThat(MACHINE.nanos(new Work(10, 2001))).isEqualTo(200.1);
    assertThat(MACHINE.nanos(new Work(0, 1e6))).isEqualTo(1e5);
  }

  @Test
  void thisMachineIsMeasured() {
    try (Pool pool = Pool.of(1)) {
      Roofline roofline = Roofline.measure(pool);

      assertThat(roofline.threads()).isEqualTo(1);
      assertThat(roofline.lanes()).isIn(1, 2, 4, 8, 16);
      assertThat(roofline.operations()).isPositive().isFinite();
      assertThat(roofline.memories()).isNotEmpty().allSatisfy(memory -> assertThat(memory.bandwidth()).isPositive());
    }
  }

  @Test
  void aProductCountsItsMultiplyAddsTwiceAndItsOperandsOnce() {
    Graph graph = GraphParser.parse("""
        graph product
        %0 a: real[M=30, K=20] = data
        %1 b: real[K=20, N=40] = data
        %5 y: real[M=30, N=40] = for i2:M=30, i3:N=40 sum i4:K=20 { %0[i2, i4] * %1[i4, i3] }
        output y = %5
        """);
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);

    assertThat(plan.kernels()).hasSize(1);
    assertThat(Work.of(plan.kernels().getFirst(), Map.<String, Long>of()::get))
        .isEqualTo(new Work(2.0 * 30 * 20 * 40, 4.0 * (30 * 20 + 20 * 40 + 30 * 40)));
  }

  @Test
  void aTriangleIsHalfOfAProduct() {
    Graph graph = GraphParser.parse("""
        graph scores
        %0 a: real[T=40, K=20] = data
        %1 b: real[S=40, K=20] = data
        %5 s: real[T=40, S=40] = for i2:T=40, i3:S=40 sum i4:K=20 { %0[i2, i4] * %1[i3, i4] }
        %8 y: real[T=40, S=40] = for i6:T=40, i7:S=40 { at(i7) <= at(i6) ? %5[i6, i7] : 0 }
        output y = %8
        """);
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);

    assertThat(plan.kernels()).hasSize(1);
    assertThat(Work.of(plan.kernels().getFirst(), Map.<String, Long>of()::get).operations())
        .isEqualTo(2.0 * 20 * (40 * 41 / 2) + 40 * 40 * 2);
  }
}
