package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.weights.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is published says what it is, and has one version. */
class ReleaseTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<dependency>\\s*<groupId>.+</groupId>\\s*<artifactId>(.+)</artifactId>");

  private static Stream<Path> modules() throws IOException {
    return found(MODULE, ROOT.resolve("pom.xml")).map(module -> ROOT.resolve(module).resolve("pom.xml"));
  }

  private static Stream<String> found(Pattern pattern, Path pom) throws IOException {
    return pattern.matcher(Files.readString(pom)).results().map((MatchResult match) -> match.group(1));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void eachModuleSaysWhatItIs(Path pom) throws IOException {
    assertThat(Files.readString(pom)).containsPattern("<name>Adjoint .+</name>")
        .containsPattern("<description>.+\\.</description>").contains("<version>${revision}</version>")
        .containsOnlyOnce("<groupId>adjoint</groupId>");
  }

  @Test
  void theProjectSaysWhoseItIs() throws IOException {
    assertThat(Files.readString(ROOT.resolve("pom.xml"))).contains("<licenses>", "<name>Apache-2.0</name>", "<scm ",
        "<developers>", "<url>${home}</url>");
  }

  @Test
  void weightsAndJarsNameTheVersionThatIsBuiltNext() throws IOException {
    assertThat(Files.readString(ROOT.resolve("pom.xml")))
        .contains("<revision>" + Checkpoint.VERSION + "-SNAPSHOT</revision>");
    assertThat(Files.readString(ROOT.resolve("CHANGELOG.md"))).contains("## Unreleased (" + Checkpoint.VERSION + ")");
  }

  /** All that programs can depend on, which a Maven plugin isn't. */
  @Test
  void theBomListsEachModuleThatIsAJar() throws IOException {
    List<String> jars = modules().filter(pom -> !pom.toString().contains("examples"))
        .filter(pom -> read(pom).contains("<packaging>jar</packaging>"))
        .map(pom -> pom.getParent().getFileName().toString()).toList();

    assertThat(found(DEPENDENCY, ROOT.resolve("bom/pom.xml"))).containsExactlyInAnyOrderElementsOf(jars);
  }

  private static String read(Path pom) {
    try {
      return Files.readString(pom);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
