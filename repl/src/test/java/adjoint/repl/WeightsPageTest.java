package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/weights.md and docs/training.md show is what happens, with weights that PyTorch wrote. */
class WeightsPageTest {

  @TempDir
  private Path folder;

  /** The page about data and runs, as far as it shows commands. */
  @Test
  void thePageOfTrainingDoesWhatItSays() throws Exception {
    var written = Path.of("../docs/training.md");
    var page = Files.readString(written);

    var followed = Walkthrough.at(folder).follow(page);

    if (!followed.equals(page)) {
      Files.writeString(written, followed);
    }
    assertThat(page).as("outputs that were missing now stand there").isEqualTo(followed);
  }

  @Test
  void thePageDoesWhatItSays() throws Exception {
    var page = Files.readString(Path.of("../docs/weights.md"));
    Files.copy(Path.of("src/test/fixtures/exchange/page.torch.npz"), folder.resolve("torch.npz"));

    assertThat(Walkthrough.at(folder).follow(page)).isEqualTo(page);

    assertThat(folder.resolve("back.npz")).exists();
  }
}
