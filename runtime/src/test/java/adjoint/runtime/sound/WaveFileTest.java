package adjoint.runtime.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.UserProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each form of WAV files, and each way in which one can be wrong. */
class WaveFileTest {

  private static double[] samples(int kind, int channels, int bits, byte... data) throws IOException {
    return read(WaveFiles.of(kind, channels, 8000, bits, data)).samples();
  }

  private static Wave read(byte[] file) throws IOException {
    return WaveFile.read("a.wav", new ByteArrayInputStream(file));
  }

  private static void refused(byte[] file, String code, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> read(file));
    assertThat(problem.code() + ": " + problem.getMessage()).isEqualTo(code + ": " + message);
  }

  @Test
  void wholeNumbers() throws IOException {
    assertThat(samples(1, 1, 8, (byte) 0, (byte) 128, (byte) 192)).containsExactly(-1, 0, 0.5);
    assertThat(samples(1, 1, 16, (byte) 0, (byte) 0x80, (byte) 0, (byte) 0x40)).containsExactly(-1, 0.5);
    assertThat(samples(1, 1, 24, (byte) 0, (byte) 0, (byte) 0x80, (byte) 1, (byte) 0, (byte) 0)).containsExactly(-1,
        0x1p-23);
    assertThat(samples(1, 1, 32, (byte) 0, (byte) 0, (byte) 0, (byte) 0xc0)).containsExactly(-0.5);
  }

  @Test
  void numbersWithAPoint() throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.25f).putFloat(-2);
    assertThat(samples(3, 1, 32, floats.array())).containsExactly(0.25, -2);
    ByteBuffer doubles = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.1);
    assertThat(samples(3, 1, 64, doubles.array())).containsExactly(0.1);
  }

  @Test
  void channelsBecomeTheirMean() throws IOException {
    assertThat(samples(1, 2, 8, (byte) 192, (byte) 128, (byte) 64, (byte) 192)).containsExactly(0.25, 0);
  }

  @Test
  void otherPartsAreLeftOut() throws IOException {
    byte[] file = WaveFiles.of(8000, (short) 16384);
    byte[] with = new byte[file.length + 12];
    System.arraycopy(file, 0, with, 0, 36);
    System.arraycopy(WaveFiles.part("LIST", 3), 0, with, 36, 8);
    System.arraycopy(file, 36, with, 48, file.length - 36);
    assertThat(read(with).samples()).containsExactly(0.5);
  }

  @Test
  void aStreamOfUnknownLength() throws IOException {
    byte[] file = WaveFiles.of(8000, (short) 16384, (short) 0);
    Arrays.fill(file, 40, 44, (byte) 0xff);
    assertThat(read(file).samples()).containsExactly(0.5, 0);
  }

  @Test
  void whatIsWrongIsTold() {
    byte[] file = WaveFiles.of(8000, (short) 1, (short) 2, (short) 3);
    refused("{\"a\": 1}  and so on".getBytes(StandardCharsets.US_ASCII), "NN0402",
        "a.wav is no sound: it doesn't begin as a WAV file");
    refused(Arrays.copyOf(file, 7), "NN0402", "a.wav is cut off before the end of its header");
    refused(Arrays.copyOf(file, 30), "NN0402", "a.wav is cut off before the end of its format");
    refused(Arrays.copyOf(file, 36), "NN0402", "a.wav is cut off before the end of a part with samples");
    refused(Arrays.copyOf(file, 46), "NN0402", "a.wav is cut off: 2 of 6 bytes of samples are there");
    refused(WaveFiles.of(8000), "NN0403", "a.wav has no samples");
    refused(WaveFiles.of(2, 1, 8000, 4, new byte[4]), "NN0402", "a.wav holds samples of kind 2 with 4 bits");
    refused(WaveFiles.of(1, 0, 8000, 16, new byte[4]), "NN0402",
        "a.wav is damaged: it has 0 channels of 8,000 samples a second");
    refused(WaveFiles.of(1, 1, 0, 16, new byte[4]), "NN0402", "a.wav is damaged: samples stand before their format");
    byte[] nothing = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN).array();
    refused(WaveFiles.of(3, 1, 8000, 32, nothing), "NN0402",
        "a.wav has a sample that is no finite number, number 0");
  }
}
