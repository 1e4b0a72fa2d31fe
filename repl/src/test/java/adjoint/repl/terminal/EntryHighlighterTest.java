package adjoint.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.utils.AttributedStringBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries are coloured by their words, and never changed. */
class EntryHighlighterTest {

  private static String colored(String text) {
    return new AttributedStringBuilder().append(new EntryHighlighter().highlight(null, text)).toAnsi();
  }

  @Test
  void wordsHaveColours() {
    assertThat(colored("dim Pixel = 8 * \"t\"  // c").replace("\u001b[", "<"))
        .isEqualTo("<1mdim<0m <36mPixel<0m = <33m8<0m * <32m\"t\"<0m  <2m// c<0m");
    assertThat(colored(":type x")).startsWith("\u001b[35m:type\u001b[0m x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "/", "  :gr", "x[", "\"open", "é😀$1 #", "a\n  b", "'q' ** &&", "\t x"})
  void nothingIsLost(String text) {
    assertThat(new EntryHighlighter().highlight(null, text).toString()).isEqualTo(text);
    assertThat(List.of(text)).isNotEmpty();
  }
}
