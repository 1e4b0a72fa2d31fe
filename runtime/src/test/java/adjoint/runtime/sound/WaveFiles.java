package adjoint.runtime.sound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WAV files for tests. */
public final class WaveFiles {

  private WaveFiles() {}

  /** Of 16 bits and one channel. */
  public static byte[] of(int rate, short... samples) {
    ByteBuffer data = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asShortBuffer().put(samples);
    return of(1, 1, rate, 16, data.array());
  }

  /** With any form. */
  public static byte[] of(int kind, int channels, int rate, int bits, byte[] data) {
    ByteBuffer form = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    form.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) kind).putShort((short) channels)
        .putInt(rate).putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8)).putShort((short) bits);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(part("RIFF", 36 + data.length));
    file.writeBytes("WAVE".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(form.array());
    file.writeBytes(part("data", data.length));
    file.writeBytes(data);
    return file.toByteArray();
  }

  static byte[] part(String name, int length) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(length).array();
  }
}
