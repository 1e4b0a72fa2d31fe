package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.elaborate.CoreFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page of what is built in says what the tables of functions say. Where the rows of scalar functions don't, they are
 * written anew, and the test fails once.
 */
class BuiltinsTest {

  private static final Path PAGE = Path.of("src/main/resources/adjoint/stdlib/builtins.md");

  private static final Pattern ROWS =
      Pattern
          .compile("(?s)(\\| elementwise \\| value \\| derivative \\|\n\\|---\\|---\\|---\\|\n).*?(?=\\| `where\\()");

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

  @ParameterizedTest
  @EnumSource
  void functionOfTheCoreHasItsRow(CoreFunction function) throws IOException {
    assumeFalse(function.isSchedule(), "a schedule is explained where it is set");

    assertThat(Files.readAllLines(PAGE).stream().map(BuiltinsTest::cells)
        .filter(cells -> cells.getFirst().contains("`" + function.form() + "`")))
        .as("the row of " + function.form())
        .singleElement().satisfies(cells -> {
          assertThat(cells.get(1)).isEqualTo(function.value());
          assertThat(cells.size() > 2 ? cells.get(2) : "").isEqualTo(function.derivative());
        });
  }

  private static List<String> cells(String row) {
    return Arrays.stream(row.split("\\|")).map(String::strip).skip(row.startsWith("|") ? 1 : 0).toList();
  }

  private static String rows() {
    return named().map(f -> "| `" + f.symbol() + (f.arity() == 2 ? "(a, b)" : "") + "` | " + f.value() + " | "
        + f.derivative() + " |\n").collect(Collectors.joining());
  }

  private static Stream<ScalarFunction> named() {
    return Arrays.stream(ScalarFunction.values()).filter(ScalarFunction::isNamed);
  }
}
