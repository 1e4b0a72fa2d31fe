package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.command.PromptCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/repl.md and the README show is what is answered. */
class PromptDocumentTest {

  private static final Path PAGE = Path.of("../docs/repl.md");
  private static final Pattern TRANSCRIPT =
      Pattern.compile("^```\\n(nn> .*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"../docs/repl.md", "../README.md"})
  void transcriptsAreTrue(Path page) throws IOException {
    var shown = TRANSCRIPT.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();

    assertThat(shown).isNotEmpty().allSatisfy(transcript -> {
      String typed = transcript.lines().filter(line -> line.startsWith("nn> ") || line.startsWith("... "))
          .map(line -> line.substring(4)).collect(Collectors.joining("\n"));
      assertThat(Conversation.at(Path.of("..")).transcript(typed)).isEqualTo(transcript);
    });
  }

  @Test
  void everyCommandIsNamed() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(PromptCommands.names()).allSatisfy(name -> assertThat(page).contains("`:" + name));
  }
}
