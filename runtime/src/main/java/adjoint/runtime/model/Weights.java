package adjoint.runtime.model;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.text.Json;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A model's weights in memory.
 *
 * @param store the tensors, placed by the model's layout; never written to
 * @param notes what their file says besides
 */
public record Weights(float[] store, Map<String, String> notes) {

  /** The note that says how they came about: a JSON object of texts. */
  public static final String RECORD = "record";

  private static final int CHUNK = 1 << 16;

  /** What fields learnt from the training data. */
  public List<Fitted> fitted() {
    return FittedNotes.read(notes).orElse(List.of());
  }

  /**
   * From a file or a run's folder.
   *
   * @throws UserProblem where it isn't there, is damaged or belongs to another model
   */
  public static Weights of(Description model, Path path) {
    float[] store = Frames.store(model.layout());
    return new Weights(store, Checkpoint.load(RunFiles.file(path), model.name(), model.layout(), store,
        Checkpoint.WEIGHTS));
  }

  /**
   * Those that lie in the jar. Their file was written with this layout, so that it is one stretch of numbers behind a header.
   *
   * @throws UserProblem where its bytes aren't those that were written
   */
  public static Weights of(Parts parts) {
    CRC32C crc = new CRC32C();
    try (InputStream file = parts.weights()) {
      long length = ByteBuffer.wrap(read(file, Long.BYTES, crc)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      byte[] header = length > 0 && length <= Integer.MAX_VALUE ? read(file, (int) length, crc) : new byte[0];
      float[] store = Frames.store(parts.description().layout());
      read(file, parts.description().layout(), store, crc);
      if (crc.getValue() != parts.checksum() || file.read() >= 0) {
        throw damaged();
      }
      return new Weights(store, notes(new String(header, StandardCharsets.UTF_8)));
    } catch (IOException | Json.Malformed e) {
      throw damaged();
    }
  }

  private static byte[] read(InputStream file, int length, CRC32C crc) throws IOException {
    byte[] bytes = file.readNBytes(length);
    crc.update(bytes);
    if (bytes.length < length) {
      throw damaged();
    }
    return bytes;
  }

  private static void read(InputStream file, Layout layout, float[] store, CRC32C crc) throws IOException {
    for (int done = 0; done < layout.length();) {
      int some = Math.min(layout.length() - done, CHUNK / Float.BYTES);
      ByteBuffer bytes = ByteBuffer.wrap(read(file, some * Float.BYTES, crc)).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().get(store, done, some);
      done += some;
    }
  }

  private static Map<String, String> notes(String header) throws Json.Malformed {
    Map<String, String> notes = new LinkedHashMap<>();
    if (Json.read(header).get("__metadata__").orElse(new Json.Nothing()) instanceof Json.Members members) {
      for (Map.Entry<String, Json> note : members.members().entrySet()) {
        notes.put(note.getKey(), ((Json.Text) note.getValue()).value());
      }
    }
    return notes;
  }

  private static UserProblem damaged() {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED,
        "the weights in this jar are damaged: their bytes have changed since it was built")
        .hint("build it again, or name other weights: --weights PATH");
  }
}
