package adjoint.compiler.inspect;

import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Compares the derived gradients of a graph with central differences, both in double precision through the reference. Each
 * REAL output is differentiated by each REAL input along a few random directions, which take every element in.
 */
public final class GradientCheck {

  /**
   * @param worst the largest relative difference along a direction
   * @param defined whether the output is finite where it was compared
   */
  public record Comparison(String output, String input, double worst, boolean defined) {

    /** A kink that lies within a step makes a small difference; a wrong derivative a large one. */
    public boolean agrees() {
      return worst < WRONG || !defined;
    }
  }

  /** Where inputs are drawn from, one after the other until the output is finite: many functions want positive numbers. */
  private static final List<DoubleUnaryOperator> RANGES =
      List.of(x -> 0.5 * x, Math::abs, x -> 1 / (1 + Math.exp(-x)), x -> 1 + Math.abs(x), x -> 0.5 * x, Math::abs);

  private static final double STEP = 1e-5;
  private static final int DIRECTIONS = 2;

  /** From here on a relative difference isn't a kink's. */
  private static final double WRONG = 1e-3;

  /** What a large output loses in a sum, relative to it: no difference tells more. */
  private static final double ROUNDING = 0x1p-48;

  /** The input that an output is multiplied with, so that no symmetry, as in softmax's sum, hides a mistake. */
  private static final String WEIGHTS = "weights of the output";

  private final Graph graph;
  private final Random random;
  private final Map<String, Long> dims = new HashMap<>();
  private final Map<String, double[]> inputs = new HashMap<>();

  private GradientCheck(Graph graph, long seed) {
    this.graph = graph;
    this.random = new Random(seed);
  }

  /** All comparisons of a graph. Open dims are given sizes from 2 on, each its own. */
  public static List<Comparison> check(Graph graph, long seed) {
    var check = new GradientCheck(graph, seed);
    return graph.outputs().stream()
        .filter(output -> output.value().element() == Element.REAL)
        .flatMap(output -> check.compare(output).stream())
        .toList();
  }

  private void chooseInputs(Graph weighted, DoubleUnaryOperator range) {
    weighted.inputs().forEach(input -> inputs.put(input.name(), numbers(input.value(), range)));
  }

  /** Random numbers; positions are 0 or 1, which every dim that has them has. */
  private double[] numbers(Value value, DoubleUnaryOperator range) {
    value.axes().stream().map(Axis::size).flatMap(size -> size.openDims().stream())
        .forEach(dim -> dims.computeIfAbsent(dim, name -> 2L + dims.size()));
    var numbers = new double[Math.toIntExact(value.count().evaluate(dims::get))];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = value.element() == Element.REAL ? range.applyAsDouble(random.nextGaussian()) : random.nextInt(2);
    }
    return numbers;
  }

  private List<Comparison> compare(Output output) {
    var weighted = weighted(output);
    boolean defined = RANGES.stream().anyMatch(range -> {
      chooseInputs(weighted, range);
      return Double.isFinite(evaluate(weighted, inputs).output("y")[0]);
    });
    var by = graph.inputs().stream().filter(input -> input.value().element() == Element.REAL).toList();
    var derived = evaluate(differentiated(weighted, by), inputs);
    List<Comparison> all = new ArrayList<>();
    for (Input input : by) {
      all.add(new Comparison(output.name(), input.name(), worst(weighted, input, derived.output(gradient(input))),
          defined));
    }
    return all;
  }

  /** The graph with one output: the sum of an output times fixed weights. */
  private Graph weighted(Output output) {
    var builder = GraphBuilder.of(new Graph(graph.name(), graph.inputs(), graph.definitions(), List.of()));
    Value weights = builder.input(Input.Role.DATA, WEIGHTS, Element.REAL, output.value().axes());
    List<Index> over = builder.indices(output.value().axes());
    var product =
        Scalar.apply(ScalarFunction.MUL, GraphBuilder.read(output.value(), over), GraphBuilder.read(weights, over));
    Value sum = builder.add("y", new Comprehension(List.of(), over, Reduction.SUM, product), Origin.NONE);
    builder.output("y", false, sum);
    return builder.build(graph.name());
  }

  private static Graph differentiated(Graph weighted, List<Input> by) {
    var builder = GraphBuilder.of(weighted);
    Value y = weighted.outputs().getFirst().value();
    List<Value> values = by.stream().map(Input::value).toList();
    List<Value> gradients = Gradient.of(builder, StabilizeForms.before(builder, y, values), values);
    for (int i = 0; i < by.size(); i++) {
      builder.output(gradient(by.get(i)), false, gradients.get(i));
    }
    return builder.build(weighted.name());
  }

  private static String gradient(Input input) {
    return "gradient by " + input.name();
  }

  private double worst(Graph weighted, Input input, double[] gradient) {
    double worst = 0;
    for (int i = 0; i < DIRECTIONS; i++) {
      worst = Math.max(worst, difference(weighted, input, gradient));
    }
    return worst;
  }

  /** How far the derivative along one random direction is from the central difference, relative to its terms. */
  private double difference(Graph weighted, Input input, double[] gradient) {
    var direction = random.doubles(gradient.length, -1, 1).toArray();
    double derived = 0;
    double size = 1e-8;
    for (int i = 0; i < gradient.length; i++) {
      derived += gradient[i] * direction[i];
      size += Math.abs(gradient[i] * direction[i]);
    }
    double ahead = moved(weighted, input, direction, STEP);
    double behind = moved(weighted, input, direction, -STEP);
    double central = (ahead - behind) / (2 * STEP);
    double rounding = ROUNDING * Math.max(Math.abs(ahead), Math.abs(behind)) / STEP / WRONG;
    return Math.abs(derived - central) / Math.max(size, Math.max(Math.abs(central), rounding));
  }

  private double moved(Graph weighted, Input input, double[] direction, double step) {
    var data = inputs.get(input.name()).clone();
    for (int i = 0; i < data.length; i++) {
      data[i] += step * direction[i];
    }
    Map<String, double[]> changed = new HashMap<>(inputs);
    changed.put(input.name(), data);
    return evaluate(weighted, changed).output("y")[0];
  }

  private Evaluation evaluate(Graph any, Map<String, double[]> values) {
    return Interpreter.evaluate(any, new Arguments(dims, values));
  }
}
