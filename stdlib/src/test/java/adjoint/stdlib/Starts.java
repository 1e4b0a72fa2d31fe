package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;

/** Holds the initial values of a parameter against what PyTorch draws. */
final class Starts {

  private Starts() {}

  static void check(Fixture fixture, double[] w) {
    if (fixture.mode().equals("orthogonal")) {
      orthogonal(fixture, w);
    } else {
      moments(fixture, w);
    }
  }

  /** Mean and deviation within five standard errors; bounds kept, and nearly reached where there are any. */
  private static void moments(Fixture fixture, double[] w) {
    double mean = Arrays.stream(w).average().orElseThrow();
    double deviation = Math.sqrt(Arrays.stream(w).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    double[] expected = fixture.line("moments", "start.w").values();
    double error = 5 * expected[1] / Math.sqrt(w.length) + 1e-6;
    assertThat(mean).as("mean").isCloseTo(expected[0], Offset.offset(error));
    assertThat(deviation).as("deviation").isCloseTo(expected[1], Offset.offset(error));
    for (Fixture.Line bounds : fixture.lines("bounds")) {
      double low = bounds.values()[0];
      double high = bounds.values()[1];
      double near = 0.01 * (high - low) + 1e-6;
      assertThat(Arrays.stream(w).min().orElseThrow()).as("least").isBetween(low - near, low + near);
      assertThat(Arrays.stream(w).max().orElseThrow()).as("largest").isBetween(high - near, high + near);
    }
  }

  /** Rows, or columns where they are fewer, have products of gain² with themselves and 0 with each other. */
  private static void orthogonal(Fixture fixture, double[] w) {
    int rows = fixture.line("shape", "start.w").ints()[0];
    int columns = fixture.line("shape", "start.w").ints()[1];
    double gain = fixture.line("gain", "start.w").values()[0];
    boolean wide = rows <= columns;
    int vectors = Math.min(rows, columns);
    for (int a = 0; a < vectors; a++) {
      for (int b = 0; b < vectors; b++) {
        double product = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          product += wide ? w[a * columns + k] * w[b * columns + k] : w[k * columns + a] * w[k * columns + b];
        }
        assertThat(product).as(a + "·" + b).isCloseTo(a == b ? gain * gain : 0, Offset.offset(1e-5));
      }
    }
  }
}
