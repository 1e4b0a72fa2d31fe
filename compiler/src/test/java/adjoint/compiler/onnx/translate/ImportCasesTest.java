package adjoint.compiler.onnx.translate;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.proto.ReadModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is imported computes what another runtime recorded: each operator, and usual networks, whose text is golden, too. */
class ImportCasesTest {

  private static final Path FOLDER = Path.of("src/test/onnx");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  static List<Path> networks() throws IOException {
    return files().stream().filter(file -> file.getParent().endsWith("networks")).toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void valuesAreThoseOfAnotherRuntime(Path file) throws IOException {
    var imported = ImportedCase.of(file);

    assertThat(imported.difference()).as(imported.text()).isLessThanOrEqualTo(1e-5);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aNetworkReadsAsIfWritten(Path file) throws IOException {
    Path expected = Path.of(file.toString().replace(".onnx", ".nn"));
    String text = ImportNetwork.of(file).text();
    if (!Files.exists(expected)) {
      Files.writeString(expected, text);
      throw new AssertionError("written: " + expected);
    }
    assertThat(text).isEqualTo(Files.readString(expected));
  }

  @Test
  void everyOperatorHasACase() throws IOException {
    Set<String> used = new TreeSet<>(Set.of(Fusions.LINEAR));
    for (Path file : files()) {
      for (NodeProto node : ReadModel.of(file).graph().nodes()) {
        used.add(node.domain().isEmpty() ? node.operator() : node.domain() + "." + node.operator());
      }
    }
    assertThat(used).containsAll(Counterparts.byName().keySet()).containsAll(Expansions.SINCE.keySet());
  }
}
