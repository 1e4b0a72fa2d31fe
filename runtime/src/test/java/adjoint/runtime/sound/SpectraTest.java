package adjoint.runtime.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.recipe.Transform.Sound;
import adjoint.runtime.recipe.Transform.Spectrum;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Against values recorded from NumPy, with the script that made them. */
class SpectraTest {

  private static final Path RECORDED = Path.of("src/test/resources/adjoint/runtime/sound/spectra.txt");
  private static final int RATE = 8000;

  private static byte[] chirp() {
    short[] samples = new short[1000];
    for (int n = 0; n < samples.length; n++) {
      double t = (double) n / RATE;
      samples[n] = (short) Math.rint(9000 * Math.sin(2 * Math.PI * (100 * t + 6000 * t * t)) + 500 * Math.sin(n));
    }
    return WaveFiles.of(RATE, samples);
  }

  private static double[] read(int rate, Spectrum spectrum, int width) throws IOException {
    return Sounds.read("chirp.wav", new ByteArrayInputStream(chirp()), new Sound(rate, 0, spectrum), width);
  }

  private static void same(String name, double[] values) throws IOException {
    String[] words = Files.readAllLines(RECORDED).stream().filter(line -> line.startsWith(name + " ")).findFirst()
        .orElseThrow().split(" ");
    assertThat(values).hasSize(Integer.parseInt(words[1]));
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 2; i < words.length; i++) {
      assertThat(values[37 * (i - 2)]).as(name + " " + (i - 2)).isCloseTo(Double.parseDouble(words[i]),
          within(1e-7 * largest));
    }
  }

  private static Spectrum spectrum(Spectrum.Kind kind) {
    return new Spectrum(kind, 200, 80, 50, 3500, 20);
  }

  @Test
  void powerMelBandsAndCoefficients() throws IOException {
    same("POWER", read(RATE, spectrum(Spectrum.Kind.POWER), 129));
    same("MEL", read(RATE, spectrum(Spectrum.Kind.MEL), 20));
    same("MFCC", read(RATE, spectrum(Spectrum.Kind.MFCC), 13));
  }

  @Test
  void anotherRate() throws IOException {
    same("resampled", read(11025, spectrum(Spectrum.Kind.WAVE), 1));
    same("lowered", read(3000, spectrum(Spectrum.Kind.WAVE), 1));
    assertThat(read(RATE, spectrum(Spectrum.Kind.WAVE), 1)).hasSize(1000);
  }

  @Test
  void itsBegin() throws IOException {
    Sound sound = new Sound(RATE, 0.01, spectrum(Spectrum.Kind.WAVE));
    assertThat(Sounds.read("chirp.wav", new ByteArrayInputStream(chirp()), sound, 1)).hasSize(80);
  }
}
