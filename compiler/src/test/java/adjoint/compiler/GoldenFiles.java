package adjoint.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Inputs in a folder, each beside what is expected of it. A missing expectation is written, and fails. */
public final class GoldenFiles {

  private GoldenFiles() {}

  /** What is made of an input. */
  @FunctionalInterface
  public interface Making {
    String of(Path name, String input);
  }

  /**
   * A test for each input.
   *
   * @param input how the names of inputs end
   * @param expectation what stands in its place in the names of what is expected
   */
  public static List<DynamicTest> tests(Path folder, String input, String expectation, Making making) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(input)).sorted().map(file -> {
        String name = file.getFileName().toString();
        Path expected = file.resolveSibling(name.substring(0, name.length() - input.length()) + expectation);
        return DynamicTest.dynamicTest(name, () -> check(file, expected, making));
      }).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(Path file, Path expected, Making making) throws IOException {
    String made = making.of(file.getFileName(), Files.readString(file));
    if (!Files.exists(expected)) {
      Files.writeString(expected, made);
      throw new AssertionError("wrote the missing " + expected.getFileName() + ": look at it");
    }
    assertThat(made).isEqualTo(Files.readString(expected));
  }
}
