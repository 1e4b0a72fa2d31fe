package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Pool;
import java.util.Map;

/** That the reference, scalar code and vector code agree on a graph, on one thread and on several. */
final class FormsAgree {

  /** A few roundings of everything that went into a result. */
  private static final double BOUND = 64 * 0x1p-24;

  private FormsAgree() {}

  /**
   * Compares all results.
   *
   * @param dims the sizes of the open dims
   * @param seed of the inputs
   */
  static void check(Graph meant, Map<String, Long> dims, long seed, int threads) {
    Graph graph = Compiler.simplified(meant);
    Arguments arguments = PlannedGraphs.arguments(meant, dims, seed);
    Evaluation expected = Interpreter.evaluateWithMagnitudes(meant, arguments);
    Map<String, float[]> scalar = outputs(graph, arguments, Form.SCALAR, 1);
    Map<String, float[]> vector = outputs(graph, arguments, Form.VECTOR, 1);
    Map<String, float[]> shared = outputs(graph, arguments, Form.VECTOR, threads);
    scalar.forEach((name, actual) -> {
      assertThat(vector.get(name)).as("%s as vectors", name).containsExactly(actual);
      assertThat(shared.get(name)).as("%s on %d threads", name, threads).containsExactly(actual);
      double[] exact = expected.output(name);
      double[] magnitude = expected.magnitude(name);
      for (int i = 0; i < exact.length; i++) {
        int place = i;
        assertThat(Math.abs(actual[i] - exact[i])).as(() -> "%s[%s] is %s, not %s in%n%s".formatted(name, place,
            actual[place], exact[place], GraphPrinter.print(graph))).isLessThanOrEqualTo(BOUND * magnitude[i] + 1e-30);
      }
    });
  }

  private static Map<String, float[]> outputs(Graph graph, Arguments arguments, Form form, int threads) {
    try (Pool pool = Pool.of(threads)) {
      Runs run = Runs.of(graph, arguments, Backend.Options.of(form), pool);
      run.run();
      return run.outputs();
    }
  }
}
