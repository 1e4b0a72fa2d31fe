package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.MethodSource;

/** The library's files as a whole: each found by its name, documented, and held by a fixture. */
class SourcesTest {

  private static final Path SOURCES = Path.of("src/main/resources/adjoint/stdlib");

  /** Draws masks: no fixture can hold its values, {@link DropoutTest} and {@link DrawsTest} hold their properties. */
  private static final Set<String> RANDOM = Set.of("Dropout", "gumbel_softmax");

  private static final List<String> FOLDERS =
      List.of("layers", "activations", "losses", "metrics", "optimizers", "initialisers", "tensors");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".nn")).map(n -> n.replace(".nn", ""))
          .sorted().toList();
    }
  }

  @Test
  void indexNamesEveryFile() throws IOException {
    assertThat(Files.readAllLines(SOURCES.resolve("index.txt"))).containsExactlyElementsOf(names());
  }

  @ParameterizedTest
  @MethodSource("names")
  void declaresWhatItsFileIsNamedAfter(String name) throws IOException {
    assertThat(Files.readString(SOURCES.resolve(name + ".nn")))
        .containsPattern("(?m)^(layer|fn|optimizer) " + Pattern.quote(name) + "[\\[( ]");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyDeclarationHasADocComment(String name) throws IOException {
    List<String> lines = Files.readAllLines(SOURCES.resolve(name + ".nn"));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).matches("(layer|fn|optimizer|dim) .*")) {
        assertThat(i).as(lines.get(i)).isPositive();
        assertThat(lines.get(i - 1)).as("above " + lines.get(i)).startsWith("// ");
      }
    }
  }

  @Test
  void everyFileIsUsedByAFixture() throws IOException {
    Set<String> unused = new TreeSet<>(names());
    unused.removeAll(RANDOM);
    for (String program : programs()) {
      unused.removeIf(name -> Pattern.compile("\\b" + name + "\\b").matcher(program).find());
    }
    assertThat(unused).isEmpty();
  }

  private static Set<String> programs() {
    return FOLDERS.stream().flatMap(f -> Fixture.all(f).stream()).map(Fixture::program).collect(Collectors.toSet());
  }
}
