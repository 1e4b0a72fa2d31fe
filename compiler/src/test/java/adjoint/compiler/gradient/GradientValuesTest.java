package adjoint.compiler.gradient;

import adjoint.compiler.Compiler;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** First and second derivatives of every graph in the folder `values` are those that central differences give. */
class GradientValuesTest {

  private static final Map<String, Long> DIMS = Map.of("Batch", 2L, "N", 2L, "T", 3L);

  @TestFactory
  List<DynamicTest> agreesWithCentralDifferences() {
    return graphs().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
      Graph graph = Verifier.verified(GraphParser.parse(Files.readString(file)));
      new CheckDerivatives(DIMS, 7, UnaryOperator.identity()).check(graph);
    })).toList();
  }

  @TestFactory
  List<DynamicTest> agreesAfterOptimizing() {
    return graphs().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
      Graph graph = GraphParser.parse(Files.readString(file));
      new CheckDerivatives(DIMS, 8, Compiler::simplified).check(graph);
    })).toList();
  }

  static Stream<Path> graphs() {
    Path folder = Path.of("src/test/resources/adjoint/compiler/gradient/values");
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
