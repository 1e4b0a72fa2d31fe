package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every `.nn` file that ships, and every fixture's program, is read without a complaint. */
class ParseTest {

  static List<Path> files() throws IOException {
    try (Stream<Path> library = Files.walk(Path.of("src/main/resources"));
        Stream<Path> examples = Files.walk(Path.of("../examples"))) {
      return Stream.concat(library, examples).filter(f -> f.toString().endsWith(".nn")).sorted().toList();
    }
  }

  static List<Fixture> fixtures() {
    return Stream.of("layers", "activations", "losses", "metrics", "optimizers", "initialisers", "tensors")
        .flatMap(folder -> Fixture.all(folder).stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsFile(Path file) throws IOException {
    assertThat(Parser.parse(new Source(file.toString(), Files.readString(file))).problems()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void readsProgramOf(Fixture fixture) {
    assertThat(Parser.parse(new Source(fixture.name(), fixture.program())).problems()).isEmpty();
  }
}
