package adjoint.compiler.optimize;

import adjoint.compiler.GoldenFiles;
import adjoint.compiler.Pipelines;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Verifier;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Graphs before and after: a file `rule.before.graph` beside `rule.after.graph` in the folder `rules`. The after-graph is
 * what the whole list of passes makes of it.
 */
class OptimizerTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/optimize/rules");

  @TestFactory
  List<DynamicTest> rules() {
    return GoldenFiles.tests(FOLDER, ".before.graph", ".after.graph", (name, text) -> {
      Graph graph = Verifier.verified(GraphParser.parse(text));
      return GraphPrinter.print(Verifier.verified(verifiedOnTheWay(graph)));
    });
  }

  /** Every pass leaves a graph that the verifier accepts. */
  static Graph verifiedOnTheWay(Graph graph) {
    UnaryOperator<Graph> round = g -> {
      Graph current = g;
      for (Pass pass : Pipelines.SIMPLIFY) {
        current = Verifier.verified(pass.apply(current));
      }
      return current;
    };
    Graph current = graph;
    Graph next = round.apply(current);
    while (!next.equals(current)) {
      current = next;
      next = round.apply(current);
    }
    for (Pass pass : Pipelines.FINISH) {
      next = Verifier.verified(pass.apply(next));
    }
    return next;
  }
}
