package adjoint.compiler.onnx.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of operators in docs/onnx.md is that of the code; one that differs is written anew, and the test fails once. */
class OperatorTableTest {

  private static final Path PAGE = Path.of("../docs/onnx.md");
  private static final String BEFORE = "<!-- operators -->\n";
  private static final String BEHIND = "<!-- /operators -->\n";

  @Test
  void thePageListsEveryOperator() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEFORE) + BEFORE.length();
    int to = page.indexOf(BEHIND);
    String expected = page.substring(0, from) + table() + page.substring(to);
    if (!page.equals(expected)) {
      Files.writeString(PAGE, expected);
    }
    assertThat(page).isEqualTo(expected);
  }

  private static String table() {
    var rows = new TreeMap<>(Counterparts.byName());
    Expansions.SINCE.forEach((name, since) -> rows.put(name, Counterparts.flat(name, since, call -> List.of())));
    return rows.values().stream().filter(row -> !row.name().equals(Fusions.LINEAR))
        .map(row -> "| " + row.name() + " | " + row.since() + " | " + (row.hasGradient() ? "yes" : "0") + " |\n")
        .collect(Collectors.joining("", "\n| operator | since opset | gradient |\n|---|---|---|\n", "\n"));
  }
}
