package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README shows, besides what {@link GuideTest} tries. */
class ReadmeTest {

  static final Path README = Path.of("../README.md");
  @Test
  void theFirstFileIsTheExample() throws IOException {
    assertThat(Files.readString(README))
        .contains("```\n" + Files.readString(Path.of("../examples/digits/digits.nn")) + "```");
  }

  @Test
  void theTestCommandIsTheOneThatIsRun() throws IOException {
    assertThat(Files.readString(README)).contains("\nmvn verify ");
    assertThat(Files.readString(Path.of("../.ci/run"))).containsPattern("\nmvn .*verify");
  }
}
