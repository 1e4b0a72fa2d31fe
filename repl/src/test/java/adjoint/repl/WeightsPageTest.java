package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/weights.md shows is what happens, with weights that PyTorch wrote. */
class WeightsPageTest {

  @TempDir
  private Path folder;

  @Test
  void thePageDoesWhatItSays() throws Exception {
    var page = Files.readString(Path.of("../docs/weights.md"));
    Files.copy(Path.of("src/test/fixtures/exchange/page.torch.npz"), folder.resolve("torch.npz"));

    assertThat(Walkthrough.at(folder).follow(page)).isEqualTo(page);

    assertThat(folder.resolve("back.npz")).exists();
  }
}
