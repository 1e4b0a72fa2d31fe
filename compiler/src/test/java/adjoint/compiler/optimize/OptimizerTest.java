package adjoint.compiler.optimize;

import adjoint.compiler.Compiler;
import adjoint.compiler.GoldenFiles;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Verifier;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Graphs before and after: a file `rule.before.graph` beside `rule.after.graph` in the folder `rules`. The after-graph is
 * what the whole list of passes makes of it; what each made is verified on the way.
 */
class OptimizerTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/optimize/rules");

  @TestFactory
  List<DynamicTest> rules() {
    return GoldenFiles.tests(FOLDER, ".before.graph", ".after.graph", (name, text) -> {
      Graph graph = Verifier.verified(GraphParser.parse(text));
      return GraphPrinter.print(Compiler.simplified(graph));
    });
  }
}
