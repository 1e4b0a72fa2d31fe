package adjoint.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import adjoint.compiler.ast.PrintAst;
import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each text beside what comes of it: `x.ast`, the Ast, where it's right, and `x.err`, the messages, where it's wrong. A
 * missing expectation is written, and fails, so that somebody looks at it.
 */
class GoldenTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/parse");

  static List<Path> texts() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".nn")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void comesOut(Path text) throws IOException {
    String name = text.getFileName().toString();
    var parsed = Parser.parse(new Source(name, Files.readString(text)));
    String ending = parsed.problems().isEmpty() ? ".ast" : ".err";
    String actual =
        parsed.problems().isEmpty() ? PrintAst.print(parsed.file()) : Render.all(parsed.problems(), false);
    Path expected = FOLDER.resolve(name.replace(".nn", ending));
    if (!Files.exists(expected)) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": look at it");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
