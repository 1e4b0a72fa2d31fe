package adjoint.repl;

import adjoint.runtime.weights.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files of weights as bits. */
final class WeightBits {

  private WeightBits() {}

  /** The numbers of a run's last parameters and states, one after another. */
  static float[] parameters(Path run) {
    var file = SafetensorsFile.open(run.resolve("last.safetensors"));
    List<Float> numbers = new ArrayList<>();
    file.entries().forEach((name, entry) -> {
      if (name.indexOf('(') < 0) { // else a moment
        file.read(entry, (_, value) -> numbers.add((float) value));
      }
    });
    float[] all = new float[numbers.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = numbers.get(i);
    }
    return all;
  }

  /** The tensors of a run's last weights and moments: all but the header, whose notes tell runs apart. */
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
