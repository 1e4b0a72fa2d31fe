package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.GoldenFiles;
import adjoint.compiler.Pipelines;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Value;
import adjoint.compiler.graph.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each pass of a plan by itself, before and after: a file `Pass.before.graph` or `Pass-case.before.graph` beside
 * `….after.graph` in the folder `passes`. After a pass over a block stands what it notes.
 */
class PlanPassesTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/plan/passes");

  @TestFactory
  List<DynamicTest> passes() {
    return GoldenFiles.tests(FOLDER, ".before.graph", ".after.graph",
        (name, text) -> passed(name.toString().split("[.-]")[0], Verifier.verified(GraphParser.parse(text))));
  }

  private static String passed(String name, Graph graph) {
    Optional<Pass> whole = Pipelines.PLAN.stream().filter(p -> p.name().equals(name)).findFirst();
    return whole.map(pass -> GraphPrinter.print(Verifier.verified(pass.apply(graph))))
        .orElseGet(() -> passed(
            Pipelines.FUSE.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow(), graph));
  }

  private static String passed(BlockPass pass, Graph graph) {
    Set<Value> needed = new HashSet<>();
    graph.outputs().forEach(o -> needed.add(o.value()));
    List<Decision> decisions = new ArrayList<>();
    List<Definition> block = pass.apply(graph.definitions(),
        new BlockPass.Surroundings(needed, new GraphBuilder(graph.next()), decisions));
    assertThat(Verifier.problems(block)).isEmpty();
    StringBuilder text = new StringBuilder(GraphPrinter.print(block));
    Decision.notes(decisions).forEach(n -> text.append("note ").append(n).append('\n'));
    return text.toString();
  }
}
