package adjoint.runtime.sound;

/**
 * Brings a sound to another rate: each sample is a sum of those around it, weighted by a sinc under a Hann window that is six of
 * its zeros wide, at 0.99 of the lower rate's band; torchaudio's `resample` has the same defaults.
 *
 * <p><i>Source</i>: Smith, Digital Audio Resampling, 2002.
 */
final class Resampling {

  private static final int ZEROS = 6;
  private static final double ROLLOFF = 0.99;

  private Resampling() {}

  static double[] resampled(double[] samples, int from, int to) {
    if (from == to) {
      return samples;
    }
    int divisor = divisor(from, to);
    int step = from / divisor;
    int phases = to / divisor;
    double band = Math.min(step, phases) * ROLLOFF;
    int reach = (int) Math.ceil(ZEROS * step / band);
    double[][] kernels = new double[phases][];
    for (int phase = 0; phase < phases; phase++) {
      kernels[phase] = kernel(phase, phases, step, band, reach);
    }
    double[] result = new double[(int) (((long) phases * samples.length + step - 1) / step)];
    for (int i = 0; i < result.length; i++) {
      int start = (int) ((long) i / phases * step) - reach;
      double[] kernel = kernels[i % phases];
      double sum = 0;
      for (int k = Math.max(0, -start); k < Math.min(kernel.length, samples.length - start); k++) {
        sum += kernel[k] * samples[start + k];
      }
      result[i] = sum;
    }
    return result;
  }

  private static double[] kernel(int phase, int phases, int step, double band, int reach) {
    double[] kernel = new double[2 * reach + step];
    for (int k = 0; k < kernel.length; k++) {
      double t = (-(double) phase / phases + (double) (k - reach) / step) * band;
      t = Math.max(-ZEROS, Math.min(ZEROS, t));
      double cos = StrictMath.cos(t * Math.PI / ZEROS / 2);
      double angle = t * Math.PI;
      kernel[k] = cos * cos * (angle == 0 ? 1 : StrictMath.sin(angle) / angle) * band / step;
    }
    return kernel;
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
