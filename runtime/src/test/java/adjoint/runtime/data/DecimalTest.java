package adjoint.runtime.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

  @Test
  void isTheNearestDoubleAsTheJdkFindsIt() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      check(Double.toString(value));
      check(String.format(Locale.ROOT, "%." + random.nextInt(20) + "f", value));
      check(Float.toString((float) value));
    }
  }

  private static void check(String text) {
    assertThat(Decimal.parse(text)).as(text).contains(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {" 1", "1 ", "+1", "1.", ".5", "-.5", "1e5", "1E-5", "123456789012345678901234567890",
    "00012"})
  void formsOfNumbers(String text) {
    check(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-", ".", "1,5", "1.2.3", "abc", "1f", "1d", "0x10", "NaN", "--1", "1e", "- 1"})
  void noNumbers(String text) {
    assertThat(Decimal.parse(text)).isEmpty();
  }
}
