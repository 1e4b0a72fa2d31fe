package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what is printed. */
class ReadmeTest {

  private static final Path README = Path.of("../README.md");
  private static final Pattern SHOWN =
      Pattern.compile("^```\\n\\$ \\./nn (\\w+) (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir
  private Path folder;

  /** Not training: its lines hold times, and it takes seconds. */
  @TestFactory
  List<DynamicTest> commandsPrintWhatIsShown() throws IOException {
    return shown().stream().filter(block -> List.of("grad", "summary").contains(block.group(1)))
        .map(block -> DynamicTest.dynamicTest("nn " + block.group(1), () -> {
          var outcome = Outcome.of(block.group(1), "../" + block.group(2));
          assertThat(paragraph(outcome.out())).isEqualTo(paragraph(block.group(3)));
        })).toList();
  }

  @Test
  void theMistakeIsToldAsShown() throws IOException {
    var block = shown().stream().filter(each -> each.group(1).equals("check")).findFirst().orElseThrow();
    var right = Files.readString(Path.of("../examples/digits/digits.nn"));
    var file = folder.resolve("mistake.nn");
    Files.writeString(file, right.replace("|> Linear[Digit]", "|> Linear[Pixel -> Digit]"));

    var outcome = Outcome.of("check", file.toString());

    assertThat(outcome.err().replace(file.toString(), "mistake.nn")).isEqualTo(block.group(3));
  }

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

  /** Without the lines on memory, which change with every improvement of the plan. */
  private static String paragraph(String text) {
    return text.lines().takeWhile(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
  }

  private static List<MatchResult> shown() throws IOException {
    return SHOWN.matcher(Files.readString(README)).results().toList();
  }
}
