package adjoint.compiler.measure;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.emit.KernelClock;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.link.Runs;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.SampleGraphs;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Work;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.Pool;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions with a clock compute what they do without, and each kernel is told of as often as it runs. */
class KernelTimesTest {

  private static final Map<String, Long> DIMS = Map.of("Batch", 3L, "B", 3L, "N", 3L, "T", 4L);

  static Stream<Graph> graphs() {
    return SampleGraphs.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void theClockIsToldOfEachCallAndChangesNoBit(Graph graph) {
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);
    Arguments arguments = PlannedGraphs.arguments(graph, DIMS, 1);
    try (Pool pool = Pool.of(1)) {
      for (Mode mode : Mode.values()) {
        Backend.Form form = mode == Mode.VECTOR ? Backend.Form.VECTOR : Backend.Form.SCALAR;
        Runs plain = Runs.of(graph, arguments, Backend.Options.of(form), pool);
        Runs timed = Runs.of(graph, arguments, Backend.timed(plan, mode), pool);
        KernelClock clock = new KernelClock(plan.kernels().size());

        plain.run();
        clock.run(timed::run);

        assertThat(timed.frame().store).isEqualTo(plain.frame().store);
        assertThat(timed.frame().reals).isDeepEqualTo(plain.frame().reals);
        assertThat(Stream.iterate(0, i -> i < plan.kernels().size(), i -> i + 1).map(clock::calls))
            .containsExactlyElementsOf(turns(plan.steps(), 1));
      }
    }
  }

  private static List<Long> turns(List<Step> steps, long around) {
    return steps.stream().flatMap(step -> step instanceof Step.Loop l
        ? turns(l.children(), around * l.index().size().evaluate(DIMS::get)).stream()
        : Stream.of(around)).toList();
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void eachKernelHasWork(Graph graph) {
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);

    assertThat(plan.kernels()).allSatisfy(kernel -> {
      Work work = Work.of(kernel, DIMS::get);
      assertThat(work.bytes()).isPositive();
      assertThat(work.operations()).isNotNegative();
    });
  }
}
