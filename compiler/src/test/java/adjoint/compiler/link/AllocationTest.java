package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.SampleGraphs;
import adjoint.runtime.program.Pool;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A step allocates nothing once HotSpot has compiled it. */
class AllocationTest {

  private static final int STEPS = 20;
  /** HotSpot compiles in the background; until it has, vectors are objects. */
  private static final long PATIENCE = 120_000_000_000L;

  static Stream<Arguments> steps() {
    return Stream.of(Form.SCALAR, Form.VECTOR).flatMap(form -> Stream.of(
        Arguments.of("dense", GraphParser.parse(SampleGraphs.mlp(40, 48, 10)), form),
        Arguments.of("convolutional", SampleGraphs.all().get("convolution"), form),
        Arguments.of("recurrent", SampleGraphs.all().get("recurrent"), form)));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("steps")
  void aWarmStepAllocatesNothing(String name, Graph graph, Form form) {
    Runs run =
        Runs.of(graph, PlannedGraphs.arguments(graph, Map.of("Batch", 19L, "T", 7L), 1), Backend.Options.of(form),
            Pool.of(1));
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + PATIENCE;
    while (least > 0 && System.nanoTime() < end) {
      least = Math.min(least, allocated(run));
    }
    assertThat(least).as(name).isZero();
  }

  private static long allocated(Runs run) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STEPS; i++) {
      run.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
