package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.Pool;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derived and simplified gradients of every kind of operation: reference, scalar code and vector code agree. */
class GradientsAgreeTest {

  private static final Map<String, Long> DIMS = Map.of("Batch", 5L, "N", 3L, "T", 4L);

  /** A few roundings of everything that went into a result. */
  private static final double BOUND = 64 * 0x1p-24;

  static Stream<Path> graphs() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/adjoint/compiler/gradient/values"))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void agree(Path file) throws IOException {
    Graph graph = Compiler.simplified(differentiated(GraphParser.parse(Files.readString(file))));
    Arguments arguments = new Arguments(DIMS, inputs(graph));
    Evaluation expected = Interpreter.evaluateWithMagnitudes(graph, arguments);
    Map<String, float[]> scalar = outputs(graph, arguments, Form.SCALAR);
    Map<String, float[]> vector = outputs(graph, arguments, Form.VECTOR);
    scalar.forEach((name, actual) -> {
      assertThat(vector.get(name)).as("%s of %s as vectors", name, graph.name()).containsExactly(actual);
      double[] exact = expected.output(name);
      double[] magnitude = expected.magnitude(name);
      for (int i = 0; i < exact.length; i++) {
        int place = i;
        assertThat(Math.abs(actual[i] - exact[i]))
            .as(() -> "%s[%s] is %s, not %s in%n%s".formatted(name, place, actual[place], exact[place],
                GraphPrinter.print(graph)))
            .isLessThanOrEqualTo(BOUND * magnitude[i] + 1e-30);
      }
    });
  }

  private static Graph differentiated(Graph graph) {
    GraphBuilder builder = GraphBuilder.of(graph);
    List<Input> by = graph.inputs().stream().filter(i -> i.value().element() == Element.REAL).toList();
    List<Value> gradients =
        Gradient.of(builder, graph.outputs().getFirst().value(), by.stream().map(Input::value).toList());
    for (int i = 0; i < by.size(); i++) {
      builder.output("d " + by.get(i).name(), false, gradients.get(i));
    }
    return builder.build(graph.name());
  }

  /** Numbers that are the same in single precision. */
  private static Map<String, double[]> inputs(Graph graph) {
    Random random = new Random(3);
    Map<String, double[]> inputs = new HashMap<>();
    for (Input input : graph.inputs()) {
      double[] data = new double[(int) input.value().count().evaluate(DIMS::get)];
      for (int i = 0; i < data.length; i++) {
        data[i] = input.value().element() == Element.REAL
            ? (float) (0.2 + 0.7 * random.nextDouble())
            : random.nextInt(3);
      }
      inputs.put(input.name(), data);
    }
    return inputs;
  }

  private static Map<String, float[]> outputs(Graph graph, Arguments arguments, Form form) {
    Runs run = Runs.of(graph, arguments, Backend.Options.of(form), Pool.of(1));
    run.run();
    return run.outputs();
  }
}
