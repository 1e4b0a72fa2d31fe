package adjoint.runtime.sound;

/** The discrete Fourier transform of a power of 2. <i>Source</i>: Cooley and Tukey 1965. */
final class Fourier {

  private final int size;
  private final double[] cos;
  private final double[] sin;

  Fourier(int size) {
    this.size = size;
    this.cos = new double[size / 2];
    this.sin = new double[size / 2];
    for (int i = 0; i < size / 2; i++) {
      cos[i] = StrictMath.cos(2 * Math.PI * i / size);
      sin[i] = -StrictMath.sin(2 * Math.PI * i / size);
    }
  }

  /** The smallest power of 2 that so many samples fit in. */
  static int size(int samples) {
    return samples < 2 ? 2 : Integer.highestOneBit(samples - 1) * 2;
  }

  /** Transforms in place. */
  void transform(double[] real, double[] imaginary) {
    int shift = 32 - Integer.numberOfTrailingZeros(size);
    for (int i = 0; i < size; i++) {
      int j = Integer.reverse(i) >>> shift;
      if (i < j) {
        swap(real, i, j);
        swap(imaginary, i, j);
      }
    }
    for (int half = 1; half < size; half *= 2) {
      for (int start = 0; start < size; start += 2 * half) {
        for (int i = 0; i < half; i++) {
          int turn = i * (size / (2 * half));
          butterfly(real, imaginary, start + i, start + i + half, cos[turn], sin[turn]);
        }
      }
    }
  }

  private static void butterfly(double[] real, double[] imaginary, int a, int b, double cos, double sin) {
    double turnedReal = real[b] * cos - imaginary[b] * sin;
    double turnedImaginary = real[b] * sin + imaginary[b] * cos;
    real[b] = real[a] - turnedReal;
    imaginary[b] = imaginary[a] - turnedImaginary;
    real[a] += turnedReal;
    imaginary[a] += turnedImaginary;
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}
