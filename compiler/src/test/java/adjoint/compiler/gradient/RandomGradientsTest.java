package adjoint.compiler.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.Pipelines;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Samples;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.plan.RandomGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.tensor.Element;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random graphs, whose seed is their name: derivatives along random directions, and every pass before and after. */
class RandomGradientsTest {

  private static final Map<String, Long> DIMS = Map.of("Batch", 3L);

  static LongStream seeds() {
    return LongStream.range(0, Samples.of(60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithDifferencesAndSurvivesEveryPass(long seed) {
    Graph graph = RandomGraphs.of(seed, 3 + (int) (seed % 9));
    Optional<Output> y = graph.outputs().stream().filter(o -> o.value().element() == Element.REAL && !o.stored())
        .findFirst();
    if (y.isEmpty()) {
      return;
    }
    Graph gradient = CheckDerivatives.differentiated(graph, y.get().value());
    Map<String, double[]> inputs = new CheckDerivatives(DIMS, seed, g -> g).inputs(graph);
    Evaluation derived = Interpreter.evaluate(gradient, new Arguments(DIMS, inputs));
    for (Input input : CheckDerivatives.real(graph)) {
      alongADirection(graph, y.get().name(), input.name(), inputs, derived.output("d " + input.name()), seed);
    }
    passesKeep(gradient, inputs, derived);
  }

  private static void alongADirection(Graph graph, String y, String input, Map<String, double[]> inputs,
      double[] gradient, long seed) {
    double[] direction = new Random(seed).doubles(gradient.length, -1, 1).toArray();
    double coarse = difference(graph, y, input, inputs, direction, 1e-5);
    double fine = difference(graph, y, input, inputs, direction, 2e-6);
    boolean kink = Math.abs(coarse - fine) > 1e-4 * (1 + Math.abs(fine));
    double expected = 0;
    for (int i = 0; i < gradient.length; i++) {
      expected += gradient[i] * direction[i];
    }
    if (!kink) {
      assertThat(expected).as(() -> "∂%s/∂%s, seed %s, of%n%s".formatted(y, input, seed, GraphPrinter.print(graph)))
          .isCloseTo(coarse, within(1e-4 * (1 + Math.abs(coarse))));
    }
  }

  private static double difference(Graph graph, String y, String input, Map<String, double[]> inputs,
      double[] direction, double step) {
    return (sum(graph, y, moved(inputs, input, direction, step))
        - sum(graph, y, moved(inputs, input, direction, -step)))
        / (2 * step);
  }

  private static Map<String, double[]> moved(Map<String, double[]> inputs, String input, double[] direction,
      double step) {
    Map<String, double[]> moved = new HashMap<>(inputs);
    double[] data = inputs.get(input).clone();
    for (int i = 0; i < data.length; i++) {
      data[i] += step * direction[i];
    }
    moved.put(input, data);
    return moved;
  }

  private static double sum(Graph graph, String y, Map<String, double[]> inputs) {
    double sum = 0;
    for (double value : Interpreter.evaluate(graph, new Arguments(DIMS, inputs)).output(y)) {
      sum += value;
    }
    return sum;
  }

  private static void passesKeep(Graph graph, Map<String, double[]> inputs, Evaluation expected) {
    Graph current = graph;
    for (int round = 0; round < 2; round++) {
      for (Pass pass : Pipelines.SIMPLIFY) {
        current = same(pass, current, inputs, expected);
      }
    }
    for (Pass pass : Pipelines.FINISH) {
      current = same(pass, current, inputs, expected);
    }
  }

  private static Graph same(Pass pass, Graph before, Map<String, double[]> inputs, Evaluation expected) {
    Graph after = Verifier.verified(pass.apply(before));
    Evaluation actual = Interpreter.evaluate(after, new Arguments(DIMS, inputs));
    for (Output output : after.outputs()) {
      double[] got = actual.output(output.name());
      double[] want = expected.output(output.name());
      for (int i = 0; i < want.length; i++) {
        int place = i;
        assertThat(got[i])
            .as(() -> "%s[%s] after %s of%n%s".formatted(output.name(), place, pass.name(), GraphPrinter.print(before)))
            .isCloseTo(want[i], within(1e-9 * (1 + Math.abs(want[i]))));
      }
    }
    return after;
  }
}
