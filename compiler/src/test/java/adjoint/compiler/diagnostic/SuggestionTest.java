package adjoint.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> NAMES =
      List.of("relu", "gelu", "Linear", "softmax", "log_softmax", "x", "h", "Batch", "Pixel");

  @ParameterizedTest
  @CsvSource({"rleu,relu", "Relu,relu", "linear,Linear", "Liner,Linear", "sofmax,softmax", "logsoftmax,log_softmax",
    "Bacth,Batch", "Pixels,Pixel"})
  void theNearestNameIsMeant(String word, String meant) {
    assertThat(Suggestion.nearest(word, NAMES)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"y", "ab", "convolve", "Hidden", "t"})
  void farNamesAreNot(String word) {
    assertThat(Suggestion.nearest(word, NAMES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"kitten,sitting,3", "ab,ba,1", "abc,abc,0", "'',abc,3", "ca,abc,3"})
  void distanceCountsInsertedLeftOutReplacedAndSwappedLetters(String a, String b, int steps) {
    assertThat(Suggestion.distance(a, b)).isEqualTo(steps);
    assertThat(Suggestion.distance(b, a)).isEqualTo(steps);
  }

  @Test
  void aNameIsNotSuggestedForItself() {
    assertThat(Suggestion.nearest("relu", List.of("relu"))).isEmpty();
  }
}
