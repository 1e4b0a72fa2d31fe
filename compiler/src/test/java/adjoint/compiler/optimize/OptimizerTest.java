package adjoint.compiler.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Pipelines;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
    return before().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file))).toList();
  }

  private static Stream<Path> before() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".before.graph")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(Path file) throws IOException {
    Graph graph = Verifier.verified(GraphParser.parse(Files.readString(file)));
    String optimized = GraphPrinter.print(Verifier.verified(verifiedOnTheWay(graph)));
    Path after = Path.of(file.toString().replace(".before.", ".after."));
    if (!Files.exists(after)) {
      Files.writeString(after, optimized);
    } else {
      assertThat(optimized).isEqualTo(Files.readString(after));
      return;
    }
    throw new AssertionError("wrote the missing " + after.getFileName() + ": look at it");
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
