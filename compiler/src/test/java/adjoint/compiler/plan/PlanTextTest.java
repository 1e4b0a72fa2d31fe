package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.GoldenFiles;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Plans as `nn dump --plan` prints them: `….graph` and `….plan` in the folder `plans`. */
class PlanTextTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/plan/plans");

  @TestFactory
  List<DynamicTest> plans() {
    return GoldenFiles.tests(FOLDER, ".graph", ".plan", (_, text) -> PlanPrinter.print(plan(text)));
  }

  private static Plan plan(String text) {
    Graph graph = Verifier.verified(GraphParser.parse(text));
    return Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);
  }

  /** No two kernels are apart without a reason, and each reason is seen in some plan. */
  @Test
  void eachReasonIsSaidAtTheKernelThatEndsThere() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      String plans = String.join("\n", files.filter(file -> file.toString().endsWith(".plan")).map(file -> {
        try {
          return Files.readString(file);
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }).toList());

      assertThat(Decision.Boundary.Misfit.values())
          .allSatisfy(misfit -> assertThat(plans).contains(", " + misfit.words()));
      assertThat(plans).contains("is needed whole before").doesNotContain(": not in the kernel of ");
    }
  }

  /** Whatever was written into its readers is listed with the kernels that compute it. */
  @Test
  void eachInlinedValueIsInSomeKernel() throws IOException {
    Plan plan = plan(Files.readString(FOLDER.resolve("gpt.graph")));
    var fused = Fusion.of(plan).stream().flatMap(fusion -> fusion.fused().stream()).toList();

    assertThat(plan.decisions()).filteredOn(each -> each instanceof Decision.Inlined).isNotEmpty()
        .allSatisfy(inlined -> assertThat(fused).contains(inlined.value()));
  }
}
