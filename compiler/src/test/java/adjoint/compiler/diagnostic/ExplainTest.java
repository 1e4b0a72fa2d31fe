package adjoint.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No page about a program without an example that really makes the message. */
class ExplainTest {

  private static final Path MESSAGES = Path.of("src/test/resources/adjoint/compiler/messages");

  @ParameterizedTest
  @EnumSource(CompilerProblem.class)
  void theWrongExampleMakesTheMessageAndTheRightOneNone(CompilerProblem kind) throws IOException {
    var examples = Example.of(kind);
    assertThat(examples).extracting(Example::wrong).contains(true, false);
    for (Example example : examples) {
      var problems = example.problems();
      assertThat(problems).as(Render.render(problems, false)).extracting(Diagnostic::kind)
          .allMatch(found -> example.wrong() && found == kind);
      assertThat(problems.isEmpty()).as(example.text()).isEqualTo(!example.wrong());
    }
  }

  /** What the wrong example is told, word by word: `NN0104.err`. A missing expectation is written, and fails. */
  @ParameterizedTest
  @EnumSource(CompilerProblem.class)
  void theMessageReadsAsExpected(CompilerProblem kind) throws IOException {
    String actual = Example.of(kind).stream().filter(Example::wrong)
        .map(example -> Render.render(example.problems(), false)).collect(Collectors.joining("\n"));
    Path expected = MESSAGES.resolve(kind.code() + ".err");
    if (!Files.exists(expected)) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": look at it");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
