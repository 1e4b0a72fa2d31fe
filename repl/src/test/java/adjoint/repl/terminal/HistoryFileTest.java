package adjoint.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries are remembered where the user's state belongs, or not at all. */
class HistoryFileTest {

  @TempDir
  private Path folder;

  @Test
  void inTheStateFolder() {
    assertThat(HistoryFile.find(Map.of("XDG_STATE_HOME", folder.resolve("state").toString(), "HOME", "/nowhere")))
        .contains(folder.resolve("state/adjoint/history"));
    assertThat(HistoryFile.find(Map.of("HOME", folder.toString())))
        .contains(folder.resolve(".local/state/adjoint/history"));
  }

  @Test
  void nowhereIfItCantBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(HistoryFile.find(Map.of("XDG_STATE_HOME", file.toString()))).isEmpty();
    assertThat(HistoryFile.find(Map.of("XDG_STATE_HOME", "\0"))).isEmpty();
  }
}
