package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
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
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Element;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values, derived gradients and update rules of the library in double precision against PyTorch's. */
class ReferenceTest {

  static List<Fixture> inference() {
    return Stream.of("layers", "activations", "losses", "metrics", "tensors").flatMap(f -> Fixture.all(f).stream())
        .filter(f -> f.mode().equals("inference")).toList();
  }

  static List<Fixture> training() {
    return Fixture.all("layers").stream().filter(f -> f.mode().equals("training")).toList();
  }

  static List<Fixture> optimizers() {
    return Fixture.all("optimizers");
  }

  static List<Fixture> initialisers() {
    return Fixture.all("initialisers");
  }

  @ParameterizedTest
  @MethodSource("inference")
  void valuesAndGradientsAtInference(Fixture fixture) {
    Graph graph = Programs.lower(fixture.name(), fixture.program()).models().get("Case");
    Value y = graph.outputs().getFirst().value();
    GraphBuilder builder = GraphBuilder.of(graph);
    Value seed = builder.input(Input.Role.DATA, "seed", Element.REAL, y.axes());
    List<Index> all = builder.indices(y.axes());
    Scalar product = Scalar.apply(ScalarFunction.MUL, GraphBuilder.read(y, all), GraphBuilder.read(seed, all));
    Value loss = builder.add("loss", new Comprehension(List.of(), all, Reduction.SUM, product), Origin.NONE);
    Graph differentiated = differentiated(builder, loss, fixture);
    for (Graph form : List.of(differentiated, Compiler.simplified(differentiated))) {
      Evaluation evaluation = evaluate(form, fixture, Map.of());
      assertClose(fixture, "y", evaluation.output(graph.outputs().getFirst().name()), fixture.line("output", "y"));
      fixture.lines("gradient").forEach(g -> assertClose(fixture, g.name(), evaluation.output("d " + g.name()), g));
    }
  }

  /** In training mode only a step is compiled; its loss is Σ seed·y. As it was lowered: simplified, it detaches nothing. */
  @ParameterizedTest
  @MethodSource("training")
  void valuesGradientsAndStatesWhileTraining(Fixture fixture) {
    Lowered lowered = Programs.lower(fixture.name(), Programs.trained(fixture));
    Graph step = lowered.training().orElseThrow().step();
    Value loss = step.outputs().stream().filter(o -> o.name().equals("loss")).findFirst().orElseThrow().value();
    Graph differentiated = differentiated(GraphBuilder.of(step), loss, fixture);
    Map<String, double[]> more = initial(lowered);
    more.putAll(Programs.settings(lowered.recipe().orElseThrow(), 0));
    Evaluation evaluation = evaluate(differentiated, fixture, more);
    double expected = 0;
    for (int i = 0; i < fixture.line("seed", "y").values().length; i++) {
      expected += fixture.line("seed", "y").values()[i] * fixture.line("output", "y").values()[i];
    }
    assertThat(evaluation.output("loss")[0]).isCloseTo(expected, Offset.offset(1e-7));
    fixture.lines("gradient").forEach(g -> assertClose(fixture, g.name(), evaluation.output("d " + g.name()), g));
    fixture.lines("after").forEach(s -> assertClose(fixture, s.name(), evaluation.output(s.name()), s));
    for (Fixture.Line parameter : fixture.lines("parameter")) {
      double[] gradient = fixture.line("gradient", parameter.name()).values();
      double[] next = evaluation.output(parameter.name());
      for (int i = 0; i < next.length; i++) {
        assertThat(next[i]).isCloseTo(parameter.values()[i] - gradient[i], Offset.offset(1e-7));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void tenSteps(Fixture fixture) {
    Lowered lowered = Programs.lower(fixture.name(), fixture.program());
    Graph step = Compiler.simplified(lowered.training().orElseThrow().step());
    assertThat(step.inputs().stream().map(Input::name)).as("what is stored is used")
        .containsAll(lowered.layout().slots().stream().map(Layout.Slot::path).toList());
    Map<String, double[]> store = initial(lowered);
    fixture.lines("parameter").forEach(p -> store.put(p.name(), p.values()));
    List<Fixture.Line> gradients = fixture.lines("input");
    List<Fixture.Line> expected = fixture.lines("after");
    for (int i = 0; i < gradients.size(); i++) {
      Map<String, double[]> inputs = new HashMap<>(store);
      inputs.putAll(Programs.settings(lowered.recipe().orElseThrow(), i));
      inputs.put("g", gradients.get(i).values());
      Evaluation evaluation = Interpreter.evaluate(step, new Arguments(Map.of("Batch", 1L), inputs, 1, i + 1));
      step.outputs().stream().filter(Output::stored).forEach(o -> store.put(o.name(), evaluation.output(o.name())));
      assertClose(fixture, "step " + (i + 1), store.get(expected.get(i).name()), expected.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("initialisers")
  void startsAsPyTorchDoes(Fixture fixture) {
    double[] w = initial(Programs.lower(fixture.name(), fixture.program())).get("start.w");
    Starts.check(fixture, w);
  }

  /** The graph with an output `d path` for each gradient of the fixture. */
  private static Graph differentiated(GraphBuilder builder, Value loss, Fixture fixture) {
    List<Input> by = builder.inputs().stream()
        .filter(i -> fixture.lines("gradient").stream().anyMatch(g -> g.name().equals(i.name()))).toList();
    assertThat(by).as("inputs that have gradients").hasSameSizeAs(fixture.lines("gradient"));
    List<Value> gradients = Gradient.of(builder, loss, by.stream().map(Input::value).toList());
    for (int i = 0; i < by.size(); i++) {
      builder.output("d " + by.get(i).name(), false, gradients.get(i));
    }
    return builder.build("differentiated");
  }

  private static Evaluation evaluate(Graph graph, Fixture fixture, Map<String, double[]> more) {
    Map<String, double[]> inputs = new HashMap<>(more);
    fixture.lines("input").forEach(l -> inputs.put(l.name(), l.values()));
    fixture.lines("parameter").forEach(l -> inputs.put(l.name(), l.values()));
    fixture.lines("state").forEach(l -> inputs.put(l.name(), l.values()));
    inputs.put("seed", fixture.lines("seed").isEmpty() ? new double[]{1} : fixture.line("seed", "y").values());
    long batch = fixture.lines("input").getFirst().sizes()[0];
    return Interpreter.evaluate(graph, new Arguments(Map.of("Batch", batch), inputs));
  }

  private static Map<String, double[]> initial(Lowered lowered) {
    Evaluation start = Interpreter.evaluate(lowered.initialise(), new Arguments(Map.of(), Map.of()));
    Map<String, double[]> store = new HashMap<>();
    lowered.initialise().outputs().forEach(o -> store.put(o.name(), start.output(o.name())));
    return store;
  }

  private static void assertClose(Fixture fixture, String what, double[] actual, Fixture.Line expected) {
    double scale = Arrays.stream(expected.values()).map(Math::abs).reduce(1, Math::max);
    assertThat(actual).as(fixture + ": " + what).containsExactly(expected.values(), Offset.offset(2e-9 * scale));
  }
}
