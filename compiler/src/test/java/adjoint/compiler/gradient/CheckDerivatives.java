package adjoint.compiler.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.tensor.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Compares derived gradients with central differences, both through the reference. */
final class CheckDerivatives {

  private static final double STEP = 1e-5;

  private final Map<String, Long> dims;
  private final Random random;

  /** What is done to a differentiated graph before it is evaluated, such as optimizing it. */
  private final UnaryOperator<Graph> pass;

  CheckDerivatives(Map<String, Long> dims, long seed, UnaryOperator<Graph> pass) {
    this.dims = dims;
    this.random = new Random(seed);
    this.pass = pass;
  }

  /** Checks the first derivative of the first output, and that of a random combination of the first derivatives. */
  void check(Graph graph) {
    Map<String, double[]> inputs = inputs(graph);
    Graph first = differentiated(graph, graph.outputs().getFirst().value());
    compare(graph, graph.outputs().getFirst().name(), first, inputs);
    Graph scalar = combined(first, real(graph));
    compare(scalar, "combined", differentiated(scalar, output(scalar, "combined")), inputs);
  }

  /** Random numbers, away from each other; whole ones for INTs: an input `lengths` or `label` is a position below 3. */
  Map<String, double[]> inputs(Graph graph) {
    Map<String, double[]> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      int count = (int) input.value().count().evaluate(dims::get);
      double[] data = new double[count];
      for (int i = 0; i < count; i++) {
        data[i] = input.value().element() == Element.REAL ? 0.2 + 0.7 * random.nextDouble() : random.nextInt(3);
      }
      inputs.put(input.name(), data);
    }
    return inputs;
  }

  static List<Input> real(Graph graph) {
    return graph.inputs().stream().filter(i -> i.value().element() == Element.REAL).toList();
  }

  private static Value output(Graph graph, String name) {
    return graph.outputs().stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow().value();
  }

  /** The graph with `d name` as an output for each REAL input, verified. */
  static Graph differentiated(Graph graph, Value y) {
    GraphBuilder builder = GraphBuilder.of(graph);
    List<Input> by = real(graph);
    List<Value> gradients = Gradient.of(builder, y, by.stream().map(Input::value).toList());
    for (int i = 0; i < by.size(); i++) {
      builder.output("d " + by.get(i).name(), false, gradients.get(i));
    }
    return Verifier.verified(builder.build(graph.name()));
  }

  /** With the sum of all squares of the gradients as the output `combined`. */
  private static Graph combined(Graph graph, List<Input> by) {
    GraphBuilder builder = GraphBuilder.of(graph);
    var total = Arithmetic.add(adjoint.compiler.graph.Scalar.ZERO, adjoint.compiler.graph.Scalar.ZERO);
    for (Input input : by) {
      Value gradient = output(graph, "d " + input.name());
      List<Index> over = builder.indices(gradient.axes());
      var read = GraphBuilder.read(gradient, over);
      var square = Arithmetic.multiply(read, read);
      Value sum = builder.add("square", new Operation.Comprehension(List.of(), over, Operation.Reduction.SUM, square),
          Origin.NONE);
      total = Arithmetic.add(total, GraphBuilder.read(sum, List.of()));
    }
    builder.output("combined", false, builder.add("combined", Operation.Comprehension.map(List.of(), total),
        Origin.NONE));
    GraphBuilder named = GraphBuilder.of(builder.build(graph.name()));
    Graph whole = named.build(graph.name());
    return Verifier.verified(new Graph(whole.name(), whole.inputs(), whole.definitions(),
        List.of(whole.outputs().getLast())));
  }

  private void compare(Graph graph, String output, Graph differentiated, Map<String, double[]> inputs) {
    Graph passed = Verifier.verified(pass.apply(differentiated));
    var derived = Interpreter.evaluate(passed, new Arguments(dims, inputs));
    for (Input input : real(graph)) {
      double[] gradient = derived.output("d " + input.name());
      for (int i = 0; i < gradient.length; i++) {
        double expected = difference(graph, output, inputs, input.name(), i);
        int place = i;
        assertThat(gradient[i])
            .as(() -> "d %s/d %s[%d] of%n%s".formatted(output, input.name(), place, GraphPrinter.print(passed)))
            .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
      }
    }
  }

  private double difference(Graph graph, String output, Map<String, double[]> inputs, String name, int place) {
    return (sum(graph, output, inputs, name, place, STEP) - sum(graph, output, inputs, name, place, -STEP))
        / (2 * STEP);
  }

  private double sum(Graph graph, String output, Map<String, double[]> inputs, String name, int place, double step) {
    Map<String, double[]> moved = new HashMap<>(inputs);
    double[] data = inputs.get(name).clone();
    data[place] += step;
    moved.put(name, data);
    double sum = 0;
    for (double value : Interpreter.evaluate(graph, new Arguments(dims, moved)).output(output)) {
      sum += value;
    }
    return sum;
  }
}
