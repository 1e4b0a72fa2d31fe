package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.tensor.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of the gradient of all that the library has, by its inputs, against differences of the gradient. */
class SecondDerivativesTest {

  /** Their values lie where the gradient jumps. */
  private static final Set<String> KINKED = Set.of("tensors/clamp", "tensors/norm-one", "tensors/norm-none",
      "tensors/sort", "tensors/sort-descending", "tensors/argsort", "tensors/rank", "tensors/segment_max",
      "tensors/segment_min", "tensors/segment_max-batched", "tensors/segment_min-batched", "layers/MaxPool2d-ties",
      "activations/celu", "activations/celu-alpha", "activations/elu", "activations/elu-alpha",
      "activations/leaky_relu", "activations/leaky_relu-slope", "activations/relu", "activations/relu6",
      "activations/selu", "losses/l1_loss");

  private static final double STEP = 1e-5;

  static List<Fixture> fixtures() {
    return Stream.of("layers", "activations", "losses", "tensors").flatMap(f -> Fixture.all(f).stream())
        .filter(f -> f.mode().equals("inference") && !KINKED.contains(f.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void gradientOfTheGradient(Fixture fixture) {
    Graph graph = Programs.lower(fixture.name(), fixture.program()).models().get("Case");
    for (Input input : graph.inputs().stream()
        .filter(i -> i.role() == Input.Role.DATA && i.value().element() == Element.REAL).toList()) {
      check(fixture, graph, input);
    }
  }

  private static void check(Fixture fixture, Graph graph, Input by) {
    GraphBuilder builder = GraphBuilder.of(graph);
    Value loss = weighted(builder, graph.outputs().getFirst().value(), "seed");
    Value first = Gradient.of(builder, loss, List.of(by.value())).getFirst();
    Value second = Gradient.of(builder, weighted(builder, first, "second seed"), List.of(by.value())).getFirst();
    builder.output("first", false, first);
    builder.output("second", false, second);
    Graph whole = builder.build("differentiated");
    Map<String, double[]> inputs = new HashMap<>();
    for (String kind : List.of("input", "parameter", "state")) {
      fixture.lines(kind).forEach(line -> inputs.put(line.name(), line.values()));
    }
    fixture.lines("seed").forEach(line -> inputs.put("seed", line.values()));
    double[] x = inputs.get(by.name());
    inputs.put("second seed", waves(x.length, 3));
    double[] exact = evaluate(whole, inputs, fixture, "second");
    for (int frequency : new int[]{5, 11}) {
      double[] direction = waves(x.length, frequency);
      double difference = (moved(whole, inputs, fixture, x, direction, STEP)
          - moved(whole, inputs, fixture, x, direction, -STEP)) / (2 * STEP);
      assertThat(product(exact, direction)).as(fixture.name() + " by " + by.name())
          .isCloseTo(difference, Offset.offset(1e-5 * Math.max(1, Math.abs(difference))));
    }
  }

  /** Numbers without a pattern that a gradient could share. */
  private static double[] waves(int length, int frequency) {
    double[] numbers = new double[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = Math.sin(1 + frequency * i);
    }
    return numbers;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static Value weighted(GraphBuilder builder, Value value, String name) {
    Value weight = builder.input(Input.Role.DATA, name, Element.REAL, value.axes());
    List<Index> all = builder.indices(value.axes());
    Scalar product = Scalar.apply(ScalarFunction.MUL, GraphBuilder.read(value, all), GraphBuilder.read(weight, all));
    return builder.add("", new Comprehension(List.of(), all, Reduction.SUM, product), Origin.NONE);
  }

  /** The weighted sum of the gradient with x moved. */
  private static double moved(Graph graph, Map<String, double[]> inputs, Fixture fixture, double[] x,
      double[] direction, double by) {
    double[] changed = x.clone();
    for (int i = 0; i < x.length; i++) {
      changed[i] += by * direction[i];
    }
    Map<String, double[]> all = new HashMap<>(inputs);
    inputs.forEach((name, values) -> all.put(name, values == x ? changed : values));
    return product(evaluate(graph, all, fixture, "first"), inputs.get("second seed"));
  }

  private static double[] evaluate(Graph graph, Map<String, double[]> inputs, Fixture fixture, String output) {
    long batch = fixture.lines("input").getFirst().sizes()[0];
    return Interpreter.evaluate(graph, new Arguments(Map.of("Batch", batch), inputs)).output(output);
  }
}
