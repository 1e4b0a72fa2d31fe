package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.compiler.Pipelines;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Watch;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Plans graphs and compares what the plan computes with what the graph means. */
public final class PlannedGraphs {

  private static final Scratch SCRATCH = c -> Size.of(64);

  private PlannedGraphs() {}

  /** A store for all stored inputs and outputs of a graph. */
  public static Layout layout(Graph graph) {
    Map<String, Layout.Unplaced> tensors = new LinkedHashMap<>();
    for (Input input : graph.inputs()) {
      if (input.isStored()) {
        Layout.Kind kind = Layout.Kind.valueOf(input.role().name());
        tensors.put(input.name(), new Layout.Unplaced(input.name(), kind, input.value().axes()));
      }
    }
    for (Output output : graph.outputs()) {
      if (output.stored()) {
        tensors.putIfAbsent(output.name(),
            new Layout.Unplaced(output.name(), Layout.Kind.STATE, output.value().axes()));
      }
    }
    return Layout.of(new ArrayList<>(tensors.values()));
  }

  static Plan plan(Graph graph, boolean fuse) {
    return Planner.plan(graph, layout(graph), SCRATCH,
        new Planner.Passes(Pipelines.PLAN, fuse ? Pipelines.FUSE : Pipelines.SEPARATE, fuse),
        new PassRunner(Watch.NONE));
  }

  public static Arguments arguments(Graph graph, Map<String, Long> dims, long seed) {
    Random random = new Random(seed);
    Map<String, double[]> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      double[] data = new double[(int) input.value().count().evaluate(dims::get)];
      for (int i = 0; i < data.length; i++) {
        data[i] = input.value().element() == Element.REAL ? (float) random.nextGaussian() : random.nextInt(2);
      }
      inputs.put(input.name(), data);
    }
    return new Arguments(dims, inputs);
  }

  /** Runs the plan beside the reference; all outputs must agree. */
  static void check(Graph graph, boolean fuse, Map<String, Long> dims, long seed) {
    Arguments arguments = arguments(graph, dims, seed);
    Evaluation expected = Interpreter.evaluate(graph, arguments);
    Plan plan = plan(graph, fuse);
    assertThat(PlanVerifier.problems(plan, SCRATCH)).as(() -> PlanPrinter.print(plan)).isEmpty();
    Layout layout = layout(graph);
    double[] store = new double[layout.length()];
    PlanInterpreter interpreter = new PlanInterpreter(plan, dims, store);
    List<Double> settings = new ArrayList<>();
    int port = 0;
    for (Input input : graph.inputs()) {
      double[] data = arguments.inputs().get(input.name());
      if (input.isStored()) {
        System.arraycopy(data, 0, store, layout.slot(input.name()).orElseThrow().offset(), data.length);
      } else if (input.role() == Input.Role.SETTING) {
        settings.add(data[0]);
      } else {
        interpreter.port(port++, data.clone());
      }
    }
    interpreter.settings(settings.stream().mapToDouble(d -> d).toArray());
    int first = port;
    for (Output output : graph.outputs()) {
      if (!output.stored()) {
        interpreter.port(port++, new double[(int) output.value().count().evaluate(dims::get)]);
      }
    }
    interpreter.run();
    port = first;
    for (Output output : graph.outputs()) {
      double[] actual =
          output.stored() ? stored(output.value(), layout, output.name(), store) : interpreter.port(port++);
      same(graph, plan, output.name(), actual, expected.output(output.name()));
    }
  }

  private static double[] stored(Value value, Layout layout, String path, double[] store) {
    int from = layout.slot(path).orElseThrow().offset();
    return Arrays.copyOfRange(store, from, from + (int) value.count().constant());
  }

  private static void same(Graph graph, Plan plan, String name, double[] actual, double[] expected) {
    assertThat(actual).as("length of %s in %s", name, graph.name()).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (!(Double.isNaN(actual[i]) && Double.isNaN(expected[i])) && actual[i] != expected[i]) {
        assertThat(actual[i]).as("%s[%d] of\n%s", name, i, PlanPrinter.print(plan))
            .isCloseTo(expected[i], within(1e-9 * (1 + Math.abs(expected[i]))));
      }
    }
  }
}
