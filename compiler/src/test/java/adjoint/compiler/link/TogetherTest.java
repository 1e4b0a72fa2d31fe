package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Pool;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Derivatives are the same whatever others are asked for beside them, at once or one after another. */
class TogetherTest {

  private static final Map<String, Long> DIMS = Map.of("Batch", 2L, "N", 2L, "T", 3L);

  @TestFactory
  List<DynamicTest> derivativesAreTheSameBesideOthers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/adjoint/compiler/gradient/values"))) {
      return files.sorted().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f))).toList();
    }
  }

  private static void check(Path file) throws IOException {
    Graph graph = Verifier.verified(GraphParser.parse(Files.readString(file)));
    Arguments arguments = PlannedGraphs.arguments(graph, DIMS, 7);
    Map<String, double[]> alone = new HashMap<>();
    List<Input> real = graph.inputs().stream().filter(i -> i.value().element() == Element.REAL).toList();
    for (Input input : real) {
      Graph single = differentiated(graph, List.of(List.of(input)));
      alone.put(name(input), Interpreter.evaluate(single, arguments).output(name(input)));
    }
    boolean compiled = graph.definitions().stream().anyMatch(d -> d.operation() instanceof Operation.Scan);
    for (List<List<Input>> asked : orders(real)) {
      holds(differentiated(graph, asked), arguments, alone, compiled);
    }
  }

  /** Every two, and all: at once, one after another, and in the other order. */
  private static List<List<List<Input>>> orders(List<Input> inputs) {
    List<List<List<Input>>> orders = new ArrayList<>();
    for (int set = 1; set < 1 << inputs.size(); set++) {
      int chosen = set;
      List<Input> some =
          IntStream.range(0, inputs.size()).filter(i -> (chosen >> i & 1) == 1).mapToObj(inputs::get).toList();
      if (some.size() == 2 || some.size() > 2 && some.size() == inputs.size()) {
        orders.add(List.of(some));
        orders.add(some.stream().map(List::of).toList());
        orders.add(some.reversed().stream().map(List::of).toList());
      }
    }
    return orders;
  }

  private static String name(Input input) {
    return "d " + input.name();
  }

  /** With nothing but the derivatives, so that memory is short. */
  private static Graph differentiated(Graph graph, List<List<Input>> asked) {
    GraphBuilder builder = GraphBuilder.of(graph);
    Value y = graph.outputs().getFirst().value();
    for (List<Input> by : asked) {
      List<Value> gradients = Gradient.of(builder, y, by.stream().map(Input::value).toList());
      for (int i = 0; i < by.size(); i++) {
        builder.output(name(by.get(i)), false, gradients.get(i));
      }
    }
    Graph whole = builder.build(graph.name());
    List<Output> derivatives = whole.outputs().subList(graph.outputs().size(), whole.outputs().size());
    return Verifier.verified(new Graph(whole.name(), whole.inputs(), whole.definitions(), derivatives));
  }

  private static void holds(Graph graph, Arguments arguments, Map<String, double[]> alone, boolean compiled) {
    Graph simplified = Verifier.verified(Compiler.simplified(graph));
    same(graph, Interpreter.evaluate(graph, arguments)::output, alone, 1e-12);
    same(graph, Interpreter.evaluate(simplified, arguments)::output, alone, 1e-9);
    for (Form form : compiled ? List.of(Form.SCALAR, Form.VECTOR) : List.<Form>of()) {
      Runs run = Runs.of(simplified, arguments, Backend.Options.of(form), Pool.of(1));
      run.run();
      Map<String, float[]> outputs = run.outputs();
      same(graph, name -> doubles(outputs.get(name)), alone, 2e-3);
    }
  }

  private static double[] doubles(float[] floats) {
    return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
  }

  private static void same(Graph graph, Function<String, double[]> outputs, Map<String, double[]> alone,
      double error) {
    for (Output output : graph.outputs()) {
      double[] expected = alone.get(output.name());
      double most = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
      assertThat(outputs.apply(output.name())).as(output.name()).containsExactly(expected, Offset.offset(error * most));
    }
  }
}
