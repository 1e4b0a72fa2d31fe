package adjoint.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole programs with several mistakes beside everything that is told about them: each independent one, and no follow-ups.
 * A missing expectation is written, and fails.
 */
class MessagesTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/compiler/messages");

  static List<Path> programs() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".nn")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void areTold(Path program) throws IOException {
    String name = program.getFileName().toString();
    var options = new ProgramLowering.Options(FOLDER, path -> Optional.empty(), Map.of(), false);
    String actual =
        Render.all(Compiler.check(new Source(name, Files.readString(program)), options).problems(), false);
    Path expected = FOLDER.resolve(name.replace(".nn", ".err"));
    if (!Files.exists(expected)) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": look at it");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
