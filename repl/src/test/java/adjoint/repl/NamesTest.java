package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One meaning for one word: within a module, a class is known by its simple name. */
class NamesTest {

  private static final Path REPL = Path.of(".");
  private static final Pattern IMPORT = Pattern.compile("^import ([\\w.]+)\\.([A-Z]\\w*);$", Pattern.MULTILINE);
  /** The name of a class written out where the class is used, not where it is imported, linked to, or told as a text. */
  private static final Pattern WRITTEN_OUT =
      Pattern.compile("^(?!import |package | *\\*).*?(?<![\\w.\"])(?:adjoint|java)(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*",
          Pattern.MULTILINE);

  @ParameterizedTest
  @ValueSource(strings = {"../runtime", "../compiler", "."})
  void noTwoClassesOfAModuleShareAName(String module) throws IOException {
    assertThat(classes(Path.of(module)).values()).filteredOn(files -> files.size() > 1).isEmpty();
  }

  @Test
  void noFileImportsAClassNamedLikeOneOfThisModule() throws IOException {
    var classes = classes(REPL);
    assertThat(found(REPL, IMPORT)).filteredOn(line -> {
      var imported = IMPORT.matcher(line.substring(line.indexOf("import ")));
      return imported.find() && classes.containsKey(imported.group(2))
          && !isOf(imported.group(1), classes.get(imported.group(2)));
    }).isEmpty();
  }

  @Test
  void noClassIsWrittenOutWhereItIsUsed() throws IOException {
    assertThat(found(REPL, WRITTEN_OUT)).isEmpty();
  }

  /** `File.java: what was found` wherever a pattern is found in the sources. */
  private static List<String> found(Path module, Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    for (var file : files(module)) {
      pattern.matcher(Files.readString(file)).results().forEach(each -> found.add(file + ": " + each.group()));
    }
    return found;
  }

  private static boolean isOf(String room, List<Path> files) {
    return files.stream().anyMatch(file -> file.getParent().endsWith(room.replace('.', '/')));
  }

  private static Map<String, List<Path>> classes(Path module) throws IOException {
    return files(module).stream().filter(file -> !file.endsWith("package-info.java")).collect(Collectors.groupingBy(
        file -> file.getFileName().toString().replace(".java", ""), TreeMap::new, Collectors.toList()));
  }

  private static Set<Path> files(Path module) throws IOException {
    try (Stream<Path> files = Files.walk(module.resolve("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).filter(file -> file.toString().contains("/java/"))
          .collect(Collectors.toSet());
    }
  }
}
