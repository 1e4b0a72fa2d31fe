package adjoint.compiler.link;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Backend.Form;
import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Output;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.Pool;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Numbers at the rims of single precision: what `numbers.nn` asserts holds in the reference as written and simplified, in
 * scalar code and in vectors.
 */
class NumbersTest {

  private static final Path FILE = Path.of("src/test/resources/adjoint/compiler/link/numbers.nn");
  private static final Arguments NOTHING = new Arguments(Map.of(), Map.of());

  @TestFactory
  List<DynamicTest> assertionsHoldInEveryForm() throws IOException {
    Compiler.Checked checked = Compiler.check(new Source("numbers.nn", Files.readString(FILE)),
        new ProgramLowering.Options(Path.of("."), name -> Optional.empty(), Map.of(), false));
    assertThat(Render.render(checked.problems(), false)).isEmpty();
    return checked.lowered().orElseThrow().tests().entrySet().stream()
        .map(test -> DynamicTest.dynamicTest(test.getKey(), () -> holds(test.getValue()))).toList();
  }

  private static void holds(Graph graph) {
    Graph simplified = Compiler.simplified(graph);
    List<String> assertions =
        graph.outputs().stream().filter(o -> o.value().element() == Element.BOOL).map(Output::name).toList();
    boolean stabilized = graph.name().startsWith("stable"); // as written it is ∞ or no number
    for (Graph form : stabilized ? List.of(simplified) : List.of(graph, simplified)) {
      assertions.forEach(name -> assertThat(Interpreter.evaluate(form, NOTHING).output(name))
          .as("%s in the reference", name).containsOnly(1));
    }
    for (Form form : List.of(Form.SCALAR, Form.VECTOR)) {
      Runs run = Runs.of(simplified, NOTHING, Backend.Options.of(form), Pool.of(1));
      run.run();
      assertions.forEach(
          name -> assertThat(run.outputs().get(name)).as("%s in form %s", name, form).containsOnly(1));
    }
  }
}
