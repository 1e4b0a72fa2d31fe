package adjoint.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.diagnostic.Render;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program of the project is read without a problem: the library, the examples, the blocks of the reference. */
class LibraryTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK =
      Pattern.compile("^```nn( in \\w+)?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static Stream<Path> files() {
    return Stream.of("stdlib/src/main/resources", "examples").map(ROOT::resolve).flatMap(LibraryTest::programs);
  }

  static List<String> reference() throws IOException {
    return BLOCK.matcher(Files.readString(ROOT.resolve("docs/language.md"))).results()
        .map(block -> whole(Optional.ofNullable(block.group(1)).orElse(""), block.group(2))).toList();
  }

  /** A block of lines is put where such lines stand. */
  private static String whole(String place, String block) {
    return switch (place) {
      case " in fn" -> "fn example(x: [..]) -> [..] {\n" + block + "}\n";
      case " in train" -> "train Example {\n" + block + "}\n";
      default -> block;
    };
  }

  @ParameterizedTest
  @MethodSource("files")
  void fileIsRead(Path file) throws IOException {
    assertThat(problems(file.toString(), Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("reference")
  void blockOfTheReferenceIsRead(String block) {
    assertThat(problems("language.md", block)).isEmpty();
  }

  private static String problems(String name, String text) {
    return Render.render(Parser.parse(new Source(name, text)).problems(), false);
  }

  private static Stream<Path> programs(Path folder) {
    try (var walk = Files.walk(folder)) {
      return walk.filter(file -> file.toString().endsWith(".nn") && !file.toString().contains("/target/")).sorted()
          .toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
