package adjoint.runtime.sound;

import adjoint.runtime.recipe.Transform.Spectrum;

/**
 * Takes a sound apart into frequencies, window by window. Windows lie around their places, with silence beyond both ends of the
 * sound; they are Hann's, and filled up with zeros to a power of 2. Mel bands are triangles of Slaney's scale and of the same
 * area; decibels are at least 80 below the loudest; cosines are orthonormal. All of it is librosa's default.
 *
 * <p><i>Source</i>: Slaney, Auditory Toolbox, 1998; Davis and Mermelstein 1980.
 */
final class Spectra {

  private static final double LEAST_POWER = 1e-10;
  private static final double RANGE = 80;

  private final Spectrum spectrum;
  private final int size;
  private final double[] window;
  private final Fourier fourier;

  Spectra(Spectrum spectrum) {
    this.spectrum = spectrum;
    this.size = Fourier.size(spectrum.window());
    this.window = new double[size];
    int before = (size - spectrum.window()) / 2;
    for (int i = 0; i < spectrum.window(); i++) {
      window[before + i] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / spectrum.window());
    }
    this.fourier = new Fourier(size);
  }

  /** How many frequencies a window has. */
  static int frequencies(int window) {
    return Fourier.size(window) / 2 + 1;
  }

  /** How many windows lie around a sound's samples. */
  static int frames(int samples, int hop) {
    return samples / hop + 1;
  }

  /**
   * What is computed of each window, window by window.
   *
   * @param width the numbers of a window
   */
  double[][] of(Wave wave, int width) {
    double[][] power = power(wave.samples());
    return switch (spectrum.kind()) {
      case WAVE, POWER -> power;
      case MEL -> bands(power, filters(width, wave.rate()));
      case MFCC -> cosines(decibels(bands(power, filters(spectrum.mels(), wave.rate()))), width);
    };
  }

  private double[][] power(double[] samples) {
    double[][] power = new double[frames(samples.length, spectrum.hop())][size / 2 + 1];
    double[] real = new double[size];
    double[] imaginary = new double[size];
    for (int frame = 0; frame < power.length; frame++) {
      int start = frame * spectrum.hop() - size / 2;
      for (int i = 0; i < size; i++) {
        boolean inside = start + i >= 0 && start + i < samples.length;
        real[i] = inside ? window[i] * samples[start + i] : 0;
        imaginary[i] = 0;
      }
      fourier.transform(real, imaginary);
      for (int i = 0; i < power[frame].length; i++) {
        power[frame][i] = real[i] * real[i] + imaginary[i] * imaginary[i];
      }
    }
    return power;
  }

  private double[][] filters(int bands, int rate) {
    double low = mel(spectrum.low());
    double high = mel(spectrum.high() > 0 ? spectrum.high() : rate / 2.0);
    double[] edges = new double[bands + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = hertz(low + (high - low) * i / (bands + 1));
    }
    double[][] filters = new double[bands][size / 2 + 1];
    for (int band = 0; band < bands; band++) {
      double area = 2 / (edges[band + 2] - edges[band]);
      for (int i = 0; i < filters[band].length; i++) {
        double frequency = (double) rate * i / size;
        double rising = (frequency - edges[band]) / (edges[band + 1] - edges[band]);
        double falling = (edges[band + 2] - frequency) / (edges[band + 2] - edges[band + 1]);
        filters[band][i] = area * Math.max(0, Math.min(rising, falling));
      }
    }
    return filters;
  }

  /** Straight up to 1000 Hz, then by its logarithm. */
  private static double mel(double hertz) {
    return hertz < 1000 ? hertz * 3 / 200 : 15 + StrictMath.log(hertz / 1000) * 27 / StrictMath.log(6.4);
  }

  private static double hertz(double mel) {
    return mel < 15 ? mel * 200 / 3 : 1000 * StrictMath.exp((mel - 15) * StrictMath.log(6.4) / 27);
  }

  private static double[][] bands(double[][] power, double[][] filters) {
    double[][] bands = new double[power.length][filters.length];
    for (int frame = 0; frame < power.length; frame++) {
      for (int band = 0; band < filters.length; band++) {
        double sum = 0;
        for (int i = 0; i < filters[band].length; i++) {
          sum += filters[band][i] * power[frame][i];
        }
        bands[frame][band] = sum;
      }
    }
    return bands;
  }

  private static double[][] decibels(double[][] power) {
    double loudest = Double.NEGATIVE_INFINITY;
    for (double[] frame : power) {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = 10 * StrictMath.log10(Math.max(LEAST_POWER, frame[i]));
        loudest = Math.max(loudest, frame[i]);
      }
    }
    for (double[] frame : power) {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = Math.max(frame[i], loudest - RANGE);
      }
    }
    return power;
  }

  private static double[][] cosines(double[][] rows, int width) {
    double[][] result = new double[rows.length][width];
    for (int k = 0; k < width; k++) {
      int count = rows[0].length;
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / count);
      for (int frame = 0; frame < rows.length; frame++) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += rows[frame][i] * StrictMath.cos(Math.PI * k * (2 * i + 1) / (2 * count));
        }
        result[frame][k] = scale * sum;
      }
    }
    return result;
  }
}
