package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.ScalarFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rows of scalar functions in the page of what is built in are what their table says; where they aren't, they are written
 * anew, and the test fails once.
 */
class BuiltinsTest {

  private static final Path PAGE = Path.of("src/main/resources/adjoint/stdlib/builtins.md");

  private static final Pattern ROWS =
      Pattern.compile("(?s)(\\| elementwise \\| value \\| derivative \\|\n\\|---\\|---\\|---\\|\n).*?(?=\\| `where\\()");

  @Test
  void rowsOfScalarFunctionsAreThoseOfTheTable() throws IOException {
    String written = Files.readString(PAGE);
    String page = ROWS.matcher(written).replaceFirst("$1" + Matcher.quoteReplacement(rows()));
    if (!page.equals(written)) {
      Files.writeString(PAGE, page);
    }
    assertThat(written).as("builtins.md, which has been written anew").isEqualTo(page);
  }

  @Test
  void whatHasANameIsExplained() {
    assertThat(named()).allSatisfy(f -> assertThat(f.value()).isNotEmpty())
        .allSatisfy(f -> assertThat(f.derivative()).isNotEmpty());
  }

  private static String rows() {
    return named().map(f -> "| `" + f.symbol() + (f.arity() == 2 ? "(a, b)" : "") + "` | " + f.value() + " | "
        + f.derivative() + " |\n").collect(Collectors.joining());
  }

  private static Stream<ScalarFunction> named() {
    return Arrays.stream(ScalarFunction.values()).filter(ScalarFunction::isNamed);
  }
}
