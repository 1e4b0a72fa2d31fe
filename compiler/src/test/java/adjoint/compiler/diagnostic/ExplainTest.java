package adjoint.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing can be said without a page, and no page without an example that really makes the message. */
class ExplainTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path MESSAGES = Path.of("src/test/resources/adjoint/compiler/messages");
  private static final Pattern CODE = Pattern.compile("\\bNN\\d{4}\\b");

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeHasAPageWithItsTitle(Code code) throws IOException {
    assertThat(Example.page(code)).startsWith("# " + code + ": " + code.title() + "\n");
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void theWrongExampleMakesTheMessageAndTheRightOneNone(Code code) throws IOException {
    var examples = Example.of(code);
    assertThat(examples).extracting(Example::wrong).contains(true, false);
    for (Example example : examples) {
      var problems = example.problems();
      assertThat(problems).as(Render.render(problems, false)).extracting(Diagnostic::code)
          .allMatch(found -> example.wrong() && found.equals(code.name()));
      assertThat(problems.isEmpty()).as(example.text()).isEqualTo(!example.wrong());
    }
  }

  /** What the wrong example is told, word by word: `NN0104.err`. A missing expectation is written, and fails. */
  @ParameterizedTest
  @EnumSource(Code.class)
  void theMessageReadsAsExpected(Code code) throws IOException {
    String actual = Example.of(code).stream().filter(Example::wrong)
        .map(example -> Render.render(example.problems(), false)).collect(Collectors.joining("\n"));
    Path expected = MESSAGES.resolve(code + ".err");
    if (!Files.exists(expected)) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": look at it");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  @Test
  void everyCodeInTheSourcesIsListedAndEveryListedOneUsed() throws IOException {
    Set<String> listed = Stream.of(Code.values()).map(Code::name).collect(Collectors.toCollection(TreeSet::new));
    assertThat(codesIn(SOURCES)).isEqualTo(listed);
  }

  @Test
  void everyPageBelongsToACode() throws IOException {
    try (var pages = Files.list(Example.PAGES)) {
      assertThat(pages.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
          Stream.of(Code.values()).map(code -> code.name() + ".md").toList());
    }
  }

  private static Set<String> codesIn(Path folder) throws IOException {
    var codes = new TreeSet<String>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java") && !it.endsWith("diagnostic/Code.java"))
          .toList()) {
        CODE.matcher(withoutComments(Files.readString(file))).results().map(MatchResult::group).forEach(codes::add);
      }
    }
    return codes;
  }

  private static String withoutComments(String java) {
    return java.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
  }
}
