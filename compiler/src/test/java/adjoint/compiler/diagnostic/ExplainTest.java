package adjoint.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing can be said without a page, and no page without an example that really makes the message. */
class ExplainTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path PAGES = Path.of("src/main/resources/adjoint/compiler/explain");
  private static final Pattern BLOCK = Pattern.compile("^```nn (wrong|right)( escaped)?\\n(.*?)^```$",
      Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("\\bNN01\\d{2}\\b");

  record Example(boolean wrong, String text) {}

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeHasAPageWithItsTitle(Code code) {
    assertThat(Explain.page(code.name())).get().asString().startsWith("# " + code.name() + ": " + code.title() + "\n");
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void theWrongExampleMakesTheMessageAndTheRightOneNone(Code code) {
    var examples = examples(Explain.page(code.name()).orElseThrow());
    assertThat(examples).extracting(Example::wrong).contains(true, false);
    for (Example example : examples) {
      List<String> codes = codes(example.text());
      if (example.wrong()) {
        assertThat(codes).as(example.text()).contains(code.name());
      } else {
        assertThat(codes).as(example.text()).isEmpty();
      }
    }
  }

  @Test
  void everyCodeInTheSourcesIsListedAndEveryListedOneUsed() throws IOException {
    Set<String> listed = Stream.of(Code.values()).map(Code::name).collect(Collectors.toCollection(TreeSet::new));
    assertThat(codesIn(SOURCES)).isEqualTo(listed);
  }

  @Test
  void everyPageBelongsToACode() throws IOException {
    try (var pages = Files.list(PAGES)) {
      assertThat(pages.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
          Stream.of(Code.values()).map(code -> code.name() + ".md").toList());
    }
  }

  private static List<String> codes(String text) {
    return Parser.parse(new Source("example.nn", text)).problems().stream().map(Diagnostic::code).toList();
  }

  private static List<Example> examples(String page) {
    return BLOCK.matcher(page).results().map(block -> new Example(block.group(1).equals("wrong"),
        block.group(2) == null ? block.group(3) : block.group(3).replace("\\u0000", "\0"))).toList();
  }

  private static Set<String> codesIn(Path folder) throws IOException {
    var codes = new TreeSet<String>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".java") && !it.endsWith("Code.java")).toList()) {
        withoutComments(Files.readString(file)).results().map(match -> match.group()).forEach(codes::add);
      }
    }
    return codes;
  }

  private static java.util.regex.Matcher withoutComments(String java) {
    return CODE.matcher(java.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", ""));
  }
}
