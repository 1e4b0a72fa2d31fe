package adjoint.repl.problem;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.runtime.ProblemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message, its code and its page belong together: none is without the others, none is there twice. */
class ProblemKindsTest {

  private static final List<Path> MODULES = List.of(Path.of("../compiler"), Path.of("../runtime"), Path.of("."));
  private static final Pattern CODE = Pattern.compile("\"NN\\d{4}\"");
  private static final Pattern USE = Pattern.compile("\\b\\w+Problem\\.[A-Z][A-Z_]+\\b");

  @Test
  void noCodeIsThereTwice() {
    assertThat(ProblemKinds.all()).extracting(ProblemKind::code).doesNotHaveDuplicates().allMatch(
        code -> code.matches("NN\\d{4}"));
  }

  @Test
  void aKindIsFoundByItsCode() {
    assertThat(ProblemKinds.of("NN0104")).contains(CompilerProblem.UNCLOSED_BRACKET);
    assertThat(ProblemKinds.of("NN9998")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("adjoint.repl.problem.ProblemKinds#all")
  void aPageBeginsWithCodeAndTitle(ProblemKind kind) {
    assertThat(ProblemKinds.page(kind)).startsWith("# " + kind.code() + ": " + kind.title() + "\n");
  }

  @Test
  void everyPageBelongsToAKind() throws IOException {
    assertThat(files("src/main/resources", ".*/explain/.+")).map(page -> page.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(ProblemKinds.all().stream().map(kind -> kind.code() + ".md").toList());
  }

  @Test
  void everyKindIsUsed() throws IOException {
    var used = new TreeSet<String>();
    for (var source : files("src/main/java", ".+\\.java")) {
      USE.matcher(withoutComments(source)).results().map(MatchResult::group).forEach(used::add);
    }
    assertThat(ProblemKinds.all()).map(ProblemKindsTest::name).allMatch(used::contains);
  }

  /** Whoever says something names the kind of problem. */
  @Test
  void codesAreWrittenOnlyWhereTheyAreListed() throws IOException {
    Set<String> lists = ProblemKinds.all().stream().map(kind -> kind.getClass().getSimpleName() + ".java")
        .collect(toSet());
    for (var source : files("src/main/java", ".+\\.java")) {
      if (!lists.contains(source.getFileName().toString())) {
        assertThat(withoutComments(source)).as(source.toString()).doesNotContainPattern(CODE);
      }
    }
  }

  private static String name(ProblemKind kind) {
    return kind.getClass().getSimpleName() + "." + kind;
  }

  /** The files of all modules below a folder, whose path is like a pattern. */
  private static List<Path> files(String below, String like) throws IOException {
    List<Path> found = new ArrayList<>();
    for (var folder : MODULES.stream().map(module -> module.resolve(below)).filter(Files::isDirectory).toList()) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(file -> file.toString().matches(like)).forEach(found::add);
      }
    }
    return found;
  }

  private static String withoutComments(Path source) throws IOException {
    return Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
  }
}
