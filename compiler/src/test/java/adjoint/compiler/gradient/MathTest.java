package adjoint.compiler.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Compiler;
import adjoint.compiler.GoldenFiles;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Value;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.math.MathPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Derived gradients read as mathematics: each `name.graph` of the folder `math` beside its `name.txt`. */
class MathTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/gradient/math");

  @TestFactory
  List<DynamicTest> readsAsExpected() {
    return GoldenFiles.tests(FOLDER, ".graph", ".txt",
        (name, text) -> MathPrinter.print(Compiler.readable(byParameters(GraphParser.parse(text)))));
  }

  private static Graph byParameters(Graph graph) {
    GraphBuilder builder = GraphBuilder.of(graph);
    List<Input> by = graph.inputs().stream().filter(i -> i.role() == Input.Role.PARAMETER).toList();
    String loss = graph.outputs().getFirst().name();
    List<Value> values = by.stream().map(Input::value).toList();
    Value stable = StabilizeForms.before(builder, graph.outputs().getFirst().value(), values);
    List<Value> gradients = Gradient.of(builder, stable, values);
    for (int i = 0; i < by.size(); i++) {
      builder.output("∂" + loss + "/∂" + by.get(i).name(), false, gradients.get(i));
    }
    return builder.build(graph.name());
  }

  @Test
  void theGradientOfAClassifierHasNoLeftovers() throws IOException {
    Graph graph =
        Compiler.readable(byParameters(GraphParser.parse(Files.readString(FOLDER.resolve("classifier.graph")))));
    String math = MathPrinter.print(graph);
    assertThat(math).doesNotContain("∂∂", "0 *", "* 1", "+ 0", "detach").contains("softmax[Digit]",
        "onehot[Digit](label)");
  }
}
