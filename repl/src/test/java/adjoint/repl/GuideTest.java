package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every block of the README and the guide is executed: files are written, commands print what is shown. */
class GuideTest {

  private static final Path GUIDE = Path.of("../docs/guide");

  @TempDir
  private Path folder;

  @TestFactory
  List<DynamicTest> pagesDoWhatTheySay() throws IOException {
    try (Stream<Path> pages = Files.list(GUIDE)) {
      return Stream.concat(Stream.of(ReadmeTest.README), pages.sorted().toList().stream())
          .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> follow(page))).toList();
    }
  }

  /** A command that is shown without its output gets it written below, and fails this once. */
  private void follow(Path page) throws Exception {
    var place = Files.createDirectory(folder.resolve(page.getFileName().toString()));
    var written = Files.readString(page);
    var followed = Walkthrough.at(place).follow(written);
    if (!followed.equals(written)) {
      Files.writeString(page, followed);
    }
    assertThat(written).as("outputs that were missing now stand in " + page).isEqualTo(followed);
  }
}
