package adjoint.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Evaluation;
import adjoint.compiler.reference.Interpreter;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Element;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every construct of the language means: `.nn` files whose tests hold in the reference and in every machine form. */
class LanguageTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/language");
  private static final Layout EMPTY = Layout.of(List.of());

  @TestFactory
  Stream<DynamicNode> language() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(LanguageTest::file).toList().stream();
    }
  }

  private static DynamicNode file(Path path) {
    Lowered lowered = lowered(path);
    return DynamicContainer.dynamicContainer(path.getFileName().toString(),
        lowered.tests().entrySet().stream().map(test -> DynamicContainer.dynamicContainer(test.getKey(), Stream.of(
            DynamicTest.dynamicTest("as written", () -> reference(test.getValue())),
            DynamicTest.dynamicTest("simplified", () -> reference(Compiler.simplified(test.getValue()))),
            DynamicTest.dynamicTest("scalar code", () -> compiled(test.getValue(), Backend.Form.SCALAR)),
            DynamicTest.dynamicTest("vector code", () -> compiled(test.getValue(), Backend.Form.VECTOR))))));
  }

  private static Lowered lowered(Path path) {
    try {
      Compiler.Checked checked = Compiler.check(new Source(path.toString(), Files.readString(path)),
          new ProgramLowering.Options(path.getParent(), name -> Optional.empty(), Map.of(), false));
      assertThat(Render.render(checked.problems(), false)).isEmpty();
      return checked.lowered().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reference(Graph graph) {
    Evaluation values = Interpreter.evaluate(Verifier.verified(graph), new Arguments(Map.of(), Map.of()));
    for (Output output : graph.outputs()) {
      if (output.value().element() == Element.BOOL) {
        assertThat(values.output(output.name())).as(output.name()).containsOnly(1);
      }
    }
  }

  private static void compiled(Graph graph, Backend.Form form) {
    CompiledFunction function = Backend.compile(Compiler.simplified(graph), EMPTY, Backend.Options.of(form));
    try (Pool pool = Pool.of(1)) {
      Frame frame = Frames.of(function, Frames.store(EMPTY), Map.of(), pool);
      function.run(frame);
      for (int i = 0; i < function.signature().outputs().size(); i++) {
        Port port = function.signature().outputs().get(i);
        if (port.element() == Element.BOOL) {
          assertThat(frame.ints[i][0]).as(port.name()).isEqualTo(1);
        }
      }
    }
  }
}
