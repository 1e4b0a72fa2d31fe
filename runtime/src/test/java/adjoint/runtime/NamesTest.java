package adjoint.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One meaning for one word: no class has the name of another, and none inside of a class that of a class outside. */
class NamesTest {

  private static final Path CLASSES = Path.of("target/classes");

  @Test
  void noTwoClassesShareAName() throws IOException {
    List<String> outer = names().filter(name -> !name.contains("$")).toList();
    Set<String> inner =
        names().filter(name -> name.contains("$")).map(name -> name.substring(name.lastIndexOf('$') + 1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(outer).doesNotHaveDuplicates().isNotEmpty();
    assertThat(inner).doesNotContainAnyElementsOf(outer).isNotEmpty();
  }

  private static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files.map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length())).toList().stream();
    }
  }
}
