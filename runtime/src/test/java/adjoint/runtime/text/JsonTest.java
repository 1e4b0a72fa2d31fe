package adjoint.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "false", "0", "-1.5e-3", "\"a\"", "[]", "{}", "[1,[2,{}],\"x\"]",
    "{\"a\":{\"b\":[null]},\"c\":2}", "\"\\\"\\\\ü\""})
  void whatIsReadIsWritten(String text) throws Json.Malformed {
    assertThat(Json.read(text).write()).isEqualTo(text);
    assertThat(Json.read(" " + text + "\n").write()).isEqualTo(text);
  }

  @Test
  void escapesAreRead() throws Json.Malformed {
    assertThat(Json.read("\"\\u0041\\n\\t\\/\"")).isEqualTo(new Json.Text("A\n\t/"));
    assertThat(new Json.Text("a\nb\"").write()).isEqualTo("\"a\\u000ab\\\"\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[", "\"", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "1.", ".5", "+1",
    "nul", "1 2", "\"\\x\"", "\"\\u00g0\"", "{\"a\":1,\"a\":2}", "\"\n\"", "NaN", "'a'"})
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.read(text)).isInstanceOf(Json.Malformed.class);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> Json.read("[".repeat(100_000))).isInstanceOf(Json.Malformed.class)
        .hasMessageContaining("deeply");
  }

  @Test
  void numbersWithoutAValueAreNull() {
    assertThat(Json.number(Double.NaN).write()).isEqualTo("null");
    assertThat(Json.number(0.1f).write()).isEqualTo("0.1");
    assertThat(Json.number(16f).write()).isEqualTo("16");
  }

  @Test
  void noTextIsASurprise() {
    Random random = new Random(3);
    String letters = "{}[]\",:0123456789.eE+-\\u truefalsn";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        assertThat(Json.read(text.toString()).write()).isNotEmpty();
      } catch (Json.Malformed expected) {
        assertThat(expected).hasMessageContaining(" at character ");
      }
    }
  }
}
