package adjoint.repl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Files of weights as bits. */
final class WeightBits {

  private WeightBits() {}

  /** The tensors of a run's last weights and moments: all but the header, whose notes hold the seconds that it took. */
  static byte[] last(Path run) {
    try {
      byte[] file = Files.readAllBytes(run.resolve("last.safetensors"));
      long header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return Arrays.copyOfRange(file, Long.BYTES + Math.toIntExact(header), file.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
