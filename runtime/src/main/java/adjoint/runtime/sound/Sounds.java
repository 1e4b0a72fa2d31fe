package adjoint.runtime.sound;

import adjoint.runtime.recipe.Transform.Sound;
import adjoint.runtime.recipe.Transform.Spectrum;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads sounds as a field wants them. */
public final class Sounds {

  private Sounds() {}

  /**
   * What a field reads of a sound, row by row.
   *
   * @param width the numbers of a row: of a window, or 1 of the samples themselves
   */
  public static double[] read(String name, InputStream stream, Sound sound, int width) throws IOException {
    Wave wave = WaveFile.read(name, stream);
    double[] samples = wave.samples();
    if (sound.seconds() > 0) {
      long most = Math.max(1, Math.round(sound.seconds() * wave.rate()));
      samples = most < samples.length ? Arrays.copyOf(samples, (int) most) : samples;
    }
    samples = Resampling.resampled(samples, wave.rate(), sound.rate());
    if (sound.spectrum().kind() == Spectrum.Kind.WAVE) {
      return samples;
    }
    double[][] rows = new Spectra(sound.spectrum()).of(new Wave(sound.rate(), samples), width);
    double[] values = new double[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * width, width);
    }
    return values;
  }

  /** How many frequencies the window of a spectrum has. */
  public static int frequencies(Spectrum spectrum) {
    return Spectra.frequencies(spectrum.window());
  }
}
