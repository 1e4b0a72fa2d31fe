package adjoint.runtime.data;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An array out of a file, row-major; its first axis counts examples.
 *
 * @param shape at least one axis
 */
record NumberArray(String file, List<Integer> shape, Elements elements) {

  /** An array's numbers in the form of the file. */
  sealed interface Elements {
    double at(int i);
  }

  record Bytes(byte[] values) implements Elements {
    @Override
    public double at(int i) {
      return values[i] & 255;
    }
  }

  record Longs(long[] values) implements Elements {
    @Override
    public double at(int i) {
      return values[i];
    }
  }

  record Floats(float[] values) implements Elements {
    @Override
    public double at(int i) {
      return values[i];
    }
  }

  record Doubles(double[] values) implements Elements {
    @Override
    public double at(int i) {
      return values[i];
    }
  }

  /** Of one example. */
  static NumberArray single(String file, double[] values) {
    return new NumberArray(file, List.of(1, values.length), new Doubles(values));
  }

  int rows() {
    return shape.get(0);
  }

  /** The numbers of an example. */
  int width() {
    return shape.stream().skip(1).reduce(1, (a, b) -> a * b);
  }

  /** `60000x28x28`. */
  String shapeWords() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
