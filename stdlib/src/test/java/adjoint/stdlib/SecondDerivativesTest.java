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
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of the gradient of the words for values of any shape, against differences of the gradient. */
class SecondDerivativesTest {

  /** Their values lie where the gradient jumps. */
  private static final Set<String> KINKED = Set.of("tensors/clamp", "tensors/norm-one", "tensors/norm-none",
      "tensors/sort", "tensors/sort-descending", "tensors/argsort", "tensors/rank", "tensors/segment_max",
      "tensors/segment_min", "tensors/segment_max-batched", "tensors/segment_min-batched");

  private static final double STEP = 1e-5;

  static List<Fixture> fixtures() {
    return Fixture.all("tensors").stream().filter(f -> !KINKED.contains(f.name())).toList();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void gradientOfTheGradient(Fixture fixture) {
    Graph graph = Programs.lower(fixture.name(), fixture.program()).models().get("Case");
    for (Input input : graph.inputs().stream().filter(i -> i.value().element() == Element.REAL).toList()) {
      check(fixture, graph, input);
    }
  }

  private static void check(Fixture fixture, Graph graph, Input by) {
    GraphBuilder builder = GraphBuilder.of(graph);
    Value loss = weighted(builder, graph.outputs().getFirst().value(), "seed");
    Value first = Gradient.of(builder, loss, List.of(by.value())).getFirst();
    Value second = Gradient.of(builder, weighted(builder, first, "weight"), List.of(by.value())).getFirst();
    builder.output("first", false, first);
    builder.output("second", false, second);
    Graph whole = builder.build("differentiated");
    Map<String, double[]> inputs = new HashMap<>();
    fixture.lines("input").forEach(line -> inputs.put(line.name(), line.values()));
    fixture.lines("seed").forEach(line -> inputs.put("seed", line.values()));
    double[] x = inputs.get(by.name());
    double[] weights = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      weights[i] = Math.sin(1 + 3 * i);
    }
    inputs.put("weight", weights);
    double[] exact = evaluate(whole, inputs, fixture, "second");
    double[] differences = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      differences[i] = (moved(whole, inputs, fixture, x, i, STEP) - moved(whole, inputs, fixture, x, i, -STEP))
          / (2 * STEP);
    }
    assertThat(exact).as(fixture.name() + " by " + by.name())
        .containsExactly(differences, Offset.offset(1e-5));
  }

  private static Value weighted(GraphBuilder builder, Value value, String name) {
    Value weight = builder.input(Input.Role.DATA, name, Element.REAL, value.axes());
    List<Index> all = builder.indices(value.axes());
    Scalar product = Scalar.apply(ScalarFunction.MUL, GraphBuilder.read(value, all), GraphBuilder.read(weight, all));
    return builder.add("", new Comprehension(List.of(), all, Reduction.SUM, product), Origin.NONE);
  }

  /** The weighted sum of the gradient with one number of x moved. */
  private static double moved(Graph graph, Map<String, double[]> inputs, Fixture fixture, double[] x, int place,
      double by) {
    double[] changed = x.clone();
    changed[place] += by;
    Map<String, double[]> all = new HashMap<>(inputs);
    inputs.forEach((name, values) -> all.put(name, values == x ? changed : values));
    double[] first = evaluate(graph, all, fixture, "first");
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += first[i] * inputs.get("weight")[i];
    }
    return sum;
  }

  private static double[] evaluate(Graph graph, Map<String, double[]> inputs, Fixture fixture, String output) {
    long batch = fixture.lines("input").getFirst().sizes()[0];
    return Interpreter.evaluate(graph, new Arguments(Map.of("Batch", batch), inputs)).output(output);
  }
}
