package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.plan.RandomGraphs;
import adjoint.compiler.plan.SampleGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Pool;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference, scalar code and vector code agree: the first within rounding, the others to the bit. */
class DifferentialTest {

  /** A few roundings of everything that went into a result. */
  private static final double BOUND = 64 * 0x1p-24;

  static Stream<String> names() {
    return SampleGraphs.all().keySet().stream();
  }

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("names")
  void samplesAgree(String name) {
    for (long batch : new long[]{1, 3, 17}) {
      check(SampleGraphs.all().get(name), Map.of("Batch", batch, "T", batch), 1);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomGraphsAgree(long seed) {
    check(RandomGraphs.of(seed, 4 + (int) (seed % 16)), Map.of("Batch", seed % 2 == 0 ? 3L : 33L), seed);
  }

  /** A batch so large that kernels find it worth to share out their loops. */
  @ParameterizedTest
  @MethodSource("fewerSeeds")
  void threadsChangeNoBits(long seed) {
    Graph graph = RandomGraphs.of(seed, 6 + (int) (seed % 10));
    Arguments arguments = PlannedGraphs.arguments(graph, Map.of("Batch", 1025L), seed);
    CompiledFunction function = Backend.compile(graph, PlannedGraphs.layout(graph), Backend.Options.of(Form.SCALAR));
    Map<String, float[]> alone = outputs(graph, arguments, function, 1);
    for (int threads : new int[]{2, 3, 8}) {
      Map<String, float[]> shared = outputs(graph, arguments, function, threads);
      alone.forEach((name, expected) -> assertThat(shared.get(name))
          .as("%s of %s on %d threads", name, graph.name(), threads).containsExactly(expected));
    }
  }

  static LongStream fewerSeeds() {
    return LongStream.range(0, 4);
  }

  private static Map<String, float[]> outputs(Graph graph, Arguments arguments, CompiledFunction function,
      int threads) {
    try (Pool pool = Pool.of(threads)) {
      Runs run = Runs.of(graph, arguments, function, pool);
      run.run();
      return run.outputs();
    }
  }

  private static void check(Graph graph, Map<String, Long> dims, long seed) {
    Arguments arguments = PlannedGraphs.arguments(graph, dims, seed);
    Evaluation expected = Interpreter.evaluateWithMagnitudes(graph, arguments);
    Map<String, float[]> scalar = outputs(graph, arguments, new Backend.Options(Form.SCALAR, true));
    Map<String, float[]> vector = outputs(graph, arguments, new Backend.Options(Form.VECTOR, true));
    Map<String, float[]> unfused = outputs(graph, arguments, new Backend.Options(Form.SCALAR, false));
    scalar.forEach((name, actual) -> {
      assertThat(vector.get(name)).as("%s of %s as vectors", name, graph.name()).containsExactly(actual);
      near(graph, expected, name, actual);
      near(graph, expected, name, unfused.get(name));
    });
  }

  private static Map<String, float[]> outputs(Graph graph, Arguments arguments, Backend.Options options) {
    Runs run = Runs.of(graph, arguments, options, Pool.of(1));
    run.run();
    return run.outputs();
  }

  private static void near(Graph graph, Evaluation expected, String name, float[] actual) {
    double[] exact = expected.output(name);
    double[] magnitude = expected.magnitude(name);
    for (int i = 0; i < exact.length; i++) {
      double error = Math.abs(actual[i] - exact[i]);
      boolean same = Double.isNaN(exact[i]) ? Float.isNaN(actual[i]) : error <= BOUND * magnitude[i] + 1e-30;
      assertThat(same || actual[i] == exact[i]).as("%s[%d] is %s, not %s (magnitude %s) in\n%s", name, i, actual[i],
          exact[i], magnitude[i], GraphPrinter.print(graph)).isTrue();
    }
  }
}
