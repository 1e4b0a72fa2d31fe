package adjoint.runtime.model;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.text.Json;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.ElementType;
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
   * Those that lie in the jar. Their file was written with this layout, so that its tensors follow each other in that order behind
   * a header, each of the type that this says, and one of whole numbers before its scales.
   *
   * @throws UserProblem where its bytes aren't those that were written
   */
  public static Weights of(Parts parts) {
    CRC32C crc = new CRC32C();
    try (InputStream file = parts.weights()) {
      long length = ByteBuffer.wrap(read(file, Long.BYTES, crc)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      byte[] header = length > 0 && length <= Integer.MAX_VALUE ? read(file, (int) length, crc) : new byte[0];
      Json tensors = Json.read(new String(header, StandardCharsets.UTF_8));
      float[] store = Frames.store(parts.description().layout());
      for (Layout.Slot slot : parts.description().layout().slots()) {
        read(file, tensors, slot.path(), store, slot.offset(), slot.count(), crc);
        scale(file, tensors, slot, store, crc);
      }
      if (crc.getValue() != parts.checksum() || file.read() >= 0) {
        throw damaged();
      }
      return new Weights(store, notes(tensors));
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

  private static void read(InputStream file, Json tensors, String path, float[] store, int offset, int count,
      CRC32C crc) throws IOException {
    ElementType type = tensors.get(path).flatMap(entry -> entry.get("dtype"))
        .flatMap(name -> ElementType.named(((Json.Text) name).value())).orElseThrow(Weights::damaged);
    for (int done = 0; done < count;) {
      int some = Math.min(count - done, CHUNK / Float.BYTES);
      ByteBuffer bytes = ByteBuffer.wrap(read(file, some * type.bytes(), crc)).order(ByteOrder.LITTLE_ENDIAN);
      if (type == ElementType.F32) {
        bytes.asFloatBuffer().get(store, offset + done, some);
      }
      for (int i = 0; i < some && type != ElementType.F32; i++) {
        store[offset + done + i] = (float) type.read(bytes);
      }
      done += some;
    }
  }

  private static void scale(InputStream file, Json tensors, Layout.Slot slot, float[] store, CRC32C crc)
      throws IOException {
    String path = Checkpoint.scalesOf(slot.path());
    if (tensors.get(path).isPresent()) {
      float[] scales = new float[(int) slot.axes().get(slot.axes().size() - 1).size().constant()];
      read(file, tensors, path, scales, 0, scales.length, crc);
      for (int i = 0; i < slot.count(); i++) {
        store[slot.offset() + i] *= scales[i % scales.length];
      }
    }
  }

  private static Map<String, String> notes(Json header) {
    Map<String, String> notes = new LinkedHashMap<>();
    if (header.get("__metadata__").orElse(new Json.Nothing()) instanceof Json.Members members) {
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
