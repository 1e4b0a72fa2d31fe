package adjoint.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void numbersAreWrittenAsTheJdkFormatsThem() {
    Random random = new Random(2);
    for (int i = 0; i < 5000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
      assertThat(Words.fixed(value, 4).replaceFirst("^-(0\\.0000)$", "$1"))
          .isEqualTo(String.format(Locale.ROOT, "%.4f", value).replaceFirst("^-(0\\.0000)$", "$1"));
      assertThat(Words.scientific(value)).isEqualTo(String.format(Locale.ROOT, "%.3e", value));
      long count = random.nextLong() >> random.nextInt(63);
      assertThat(Words.count(count)).isEqualTo(String.format(Locale.ROOT, "%,d", count));
    }
  }

  @Test
  void whatIsNoNumberIsWrittenToo() {
    assertThat(Words.fixed(Double.NaN, 2)).isEqualTo("NaN");
    assertThat(Words.fixed(-0.00001, 2)).isEqualTo("0.00");
    assertThat(Words.scientific(0)).isEqualTo("0.000e+00");
    assertThat(Words.scientific(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
  }

  @Test
  void longListsAreCut() {
    assertThat(Words.some(List.of("a", "b", "c"))).isEqualTo("a, b, c");
    assertThat(Words.some(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i")))
        .isEqualTo("a, b, c, d, e, f and 3 more");
  }

  @Test
  void choicesEndWithOr() {
    assertThat(Words.either(List.of("a"))).isEqualTo("a");
    assertThat(Words.either(List.of("a", "b"))).isEqualTo("a or b");
    assertThat(Words.either(List.of("a", "b", "c"))).isEqualTo("a, b or c");
  }

  @Test
  void textOfFilesIsShownHarmlessly() {
    assertThat(Words.quoted("a\u001b[2Jb\n")).isEqualTo("\"a·[2Jb·\"");
    assertThat(Words.quoted("x".repeat(100))).hasSize(42);
  }

  @Test
  void noControlReachesATerminalInAMessage() {
    for (char c = 0; c < 0x300; c++) {
      String shown = UserProblem.of(RuntimeProblem.DATA_EMPTY, "a" + c).hint("b" + c).hint().orElseThrow();
      assertThat(Character.isISOControl(shown.charAt(1))).as("%x", (int) c).isEqualTo(c == '\n');
    }
    assertThat(UserProblem.of(RuntimeProblem.DATA_EMPTY, "\u001b[2J\u202egnp.exe\n\u009b2J"))
        .hasMessage("·[2J·gnp.exe\n·2J");
    assertThat(new Json.Text("\u001b\u009b").write()).isEqualTo("\"\\u001b\\u009b\"");
  }

  @Test
  void nearWordsAreFound() {
    assertThat(Similar.nearest("lable", List.of("label", "digit"))).contains("label");
    assertThat(Similar.nearest("colour", List.of("label", "digit"))).isEmpty();
  }
}
