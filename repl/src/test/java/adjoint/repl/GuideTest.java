package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Pages show no more of a block than its text, so that the name of its file has to stand before it. */
  @ParameterizedTest
  @MethodSource("pages")
  void whoeverReadsABlockKnowsItsFile(Path page) throws IOException {
    var blocks =
        Pattern.compile("([^\\n]+)\\n\\n```\\w+ (\\S+\\.\\w+)(?: \\+)?\\n([^\\n]*)").matcher(Files.readString(page));
    while (blocks.find()) {
      assertThat(blocks.group(1) + blocks.group(3)).as(page + ": the lines around the fence").contains(blocks.group(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"language.md", "training.md"})
  void contentsListAllSections(String name) throws IOException {
    var page = Files.readString(Path.of("../docs", name));
    var contents = page.substring(page.indexOf("Contents:"), page.indexOf("\n## ")).toLowerCase(Locale.ROOT);

    assertThat(
        page.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3).toLowerCase(Locale.ROOT)))
        .allMatch(title -> contents.contains("[" + title + "]("));
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> pages = Files.walk(Path.of("../docs"))) {
      return Stream.concat(Stream.of(ReadmeTest.README), pages.filter(page -> page.toString().endsWith(".md")))
          .toList();
    }
  }
}
