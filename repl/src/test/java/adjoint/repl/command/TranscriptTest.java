package adjoint.repl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import adjoint.repl.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is typed, `x.txt`, beside what is then seen, `x.out`. A missing expectation is written, and fails, so that somebody
 * looks at it.
 */
class TranscriptTest {

  private static final Path FOLDER = Path.of("src/test/resources/adjoint/repl/transcripts");

  static List<Path> inputs() throws IOException {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void comesOut(Path input) throws IOException {
    String actual = Conversation.at(Path.of("..")).transcript(Files.readString(input));
    Path expected = FOLDER.resolve(input.getFileName().toString().replace(".txt", ".out"));
    if (!Files.exists(expected)) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": look at it");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }
}
