package adjoint.runtime.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random sizes against the numbers that they are for every setting of their open dims. */
class SizeTest {

  private static final long MOST = 7;
  private static final List<Map<String, Long>> DIMS = LongStream.rangeClosed(1, MOST).boxed()
      .flatMap(w -> LongStream.rangeClosed(1, MOST).mapToObj(h -> Map.of("W", w, "H", h))).toList();

  @Test
  void whatIsShownHoldsEverywhere() {
    Random random = new Random(1);
    int shown = 0;
    int held = 0;
    for (int i = 0; i < 20_000; i++) {
      Size a = random(random, 2);
      Size b = random(random, 2);
      boolean holds = DIMS.stream().allMatch(d -> value(a, d) >= value(b, d));
      boolean isShown = a.isAtLeast(b);
      assertThat(!isShown || holds).as("%s >= %s", a, b).isTrue();
      shown += isShown ? 1 : 0;
      held += holds ? 1 : 0;
    }
    assertThat(shown).as("shown, of %s that hold", held).isGreaterThan(held * 3 / 4);
  }

  @Test
  void quotientsRoundDownForEverySign() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      Size a = random(random, 2);
      Size by = random(random, 1);
      if (DIMS.stream().anyMatch(d -> value(by, d) == 0)) {
        continue;
      }
      Size quotient = a.floorDiv(by);
      for (Map<String, Long> dims : DIMS) {
        assertThat(value(quotient, dims)).as("(%s) // (%s) = %s for %s", a, by, quotient, dims)
            .isEqualTo(Math.floorDiv(value(a, dims), value(by, dims)));
      }
      a.dividedBy(by).ifPresent(exact -> DIMS.forEach(d -> assertThat(value(exact, d) * value(by, d))
          .as("(%s) / (%s) = %s for %s", a, by, exact, d).isEqualTo(value(a, d))));
    }
  }

  @Test
  void whatRoundsTheSameIsTheSameSize() {
    Size w = Size.open("W");
    assertThat(w.times(2).plus(-1).floorDiv(w)).isEqualTo(Size.of(2).plus(Size.of(-1).floorDiv(w)));
    assertThat(Size.of(-1).floorDiv(w)).isEqualTo(Size.of(-1));
    assertThat(w.plus(-1).floorDiv(w)).isEqualTo(Size.ZERO);
    assertThat(w.plus(-5).floorDiv(Size.of(2)).isAtLeast(Size.ZERO)).isFalse();
    assertThat(w.isAtLeast(w.plus(-5).floorDiv(Size.of(2)).times(2).plus(5))).isTrue();
  }

  private static long value(Size size, Map<String, Long> dims) {
    return size.evaluate(dims::get);
  }

  /** Sums, products and quotients of dims and small numbers of both signs. */
  private static Size random(Random random, int depth) {
    Size sum = Size.of(random.nextInt(-4, 5));
    for (int terms = random.nextInt(3); terms > 0; terms--) {
      Size dim = Size.open(random.nextBoolean() ? "W" : "H");
      Size term = switch (random.nextInt(depth > 0 ? 4 : 2)) {
        case 0 -> dim;
        case 1 -> dim.times(Size.open("W"));
        default -> random(random, depth - 1).floorDiv(random.nextBoolean() ? dim : Size.of(random.nextInt(2, 5)));
      };
      sum = sum.plus(term.times(random.nextInt(-3, 4)));
    }
    return sum;
  }
}
