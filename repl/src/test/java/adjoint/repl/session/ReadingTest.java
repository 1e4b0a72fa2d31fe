package adjoint.repl.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an entry is whole. */
class ReadingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "x = 2", "dim D", "dim D = {a, b}", "f(x)", "fn f(a: [..]) -> [..] { a }", ")", "1 $",
        "foo bar", ":type f(", "/grad (", "\"open", "// f(", "1 +\n", "dim\n", "f(\n\n\n", "layer L {\n\n\n"})
  void whole(String text) {
    assertThat(Reading.isComplete(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"f(", "x[", "1 +", "x =", "x |>", "dim", "dim D =", "dim D = {a,", "model M(x: [D])",
    "model M(x: [D]) -> [D]", "fn f(a: [..]) -> [..] {", "fn f(a: [..]) -> [..] {\n", "fn f(a: [..]) -> [..] {\n\n  a",
    "train M", "train M {\n  epochs 3", "test \"t\"", "grad(x,", "f(x,\n", "not", "where(x > 0,"})
  void goesOn(String text) {
    assertThat(Reading.isComplete(text)).isFalse();
  }
}
