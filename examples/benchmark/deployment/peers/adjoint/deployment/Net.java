package adjoint.deployment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A network in the hands of one of the libraries. */
interface Net {

  /** The scores of one row. */
  float[] predict(float[] row);

  /** How a library gets hold of it. */
  interface Loading {
    Net load(Path file) throws IOException;
  }

  /** `first`: prints the scores of one row. `many`: prints the least microseconds that a prediction took in one of some rounds, once warm. */
  static void main(String[] words, Loading loading) throws IOException {
    Net net = loading.load(Path.of(words[1]));
    float[] row = new float[Integer.parseInt(words[2])];
    for (int i = 0; i < row.length; i++) {
      row[i] = i * 7 % 17 / 16f;
    }
    System.out.println(words[0].equals("first")
        ? Arrays.toString(net.predict(row))
        : String.format(Locale.ROOT, "%.2f", least(net, row)));
    Runtime.getRuntime().halt(0);
  }

  private static double least(Net net, float[] row) {
    long end = System.nanoTime() + 15_000_000_000L;
    long calls = 0;
    for (; System.nanoTime() < end; calls++) {
      net.predict(row);
    }
    int round = (int) Math.max(1, calls / 750);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 21; i++) {
      long start = System.nanoTime();
      for (int call = 0; call < round; call++) {
        net.predict(row);
      }
      least = Math.min(least, (System.nanoTime() - start) / 1e3 / round);
    }
    return least;
  }
}
