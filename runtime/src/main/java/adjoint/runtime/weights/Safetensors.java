package adjoint.runtime.weights;

import adjoint.runtime.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes the safetensors format: the length of a header, the header in JSON with each tensor's type, shape and place,
 * then the data, little-endian.
 *
 * <p><i>Source</i>: the format's description by its authors (Hugging Face), version 0.4.
 */
public final class Safetensors {

  /** Of the data, among the metadata. */
  static final String CHECKSUM = "checksum";

  /** Of the header, among the metadata: of all its bytes, with zeros where this checksum itself stands. */
  static final String HEADER_CHECKSUM = "header_checksum";

  private static final String BEFORE_DIGITS = "\"" + HEADER_CHECKSUM + "\":\"crc32c:";
  private static final int DIGITS = 8;

  private static final int CHUNK = 1 << 16;

  private Safetensors() {}

  /**
   * A tensor to be written.
   *
   * @param type F32, F16, BF16 or I8
   * @param numbers as 32-bit floats; each becomes the nearest number of the type
   */
  public record Tensor(String name, ElementType type, List<Long> shape, int count, Numbers numbers) {

    /** In 32-bit floats. */
    public Tensor(String name, List<Long> shape, int count, Numbers numbers) {
      this(name, ElementType.F32, shape, count, numbers);
    }

    /** The same in another type. */
    public Tensor as(ElementType other) {
      return new Tensor(name, other, shape, count, numbers);
    }

    /** The number of its bytes. */
    public long bytes() {
      return (long) type.bytes() * count;
    }

    /** Gives all of the tensor's bytes in pieces, each in a buffer between its position and limit. */
    public void pieces(Target target) throws IOException {
      ByteBuffer floats = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer narrow = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      for (int done = 0; done < count;) {
        int some = Math.min(count - done, CHUNK / 4);
        floats.clear().limit(4 * some);
        numbers.put(done, floats.asFloatBuffer());
        target.accept(type == ElementType.F32 ? floats : narrowed(floats, narrow.clear()));
        done += some;
      }
    }

    private ByteBuffer narrowed(ByteBuffer floats, ByteBuffer narrow) {
      while (floats.hasRemaining()) {
        type.write(narrow, floats.getFloat());
      }
      return narrow.flip();
    }
  }

  /** A tensor's numbers, in its order. */
  @FunctionalInterface
  public interface Numbers {

    /** Fills a buffer with the numbers from some place on. */
    void put(int from, FloatBuffer to);
  }

  /** Takes bytes, all that remain in the buffer. */
  @FunctionalInterface
  public interface Target {
    void accept(ByteBuffer bytes) throws IOException;
  }

  /**
   * Writes a file, atomically.
   *
   * @throws adjoint.runtime.UserProblem where it can't be written
   */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    byte[] header = header(metadata, tensors);
    AtomicFile.write(file, channel -> {
      all(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).flip());
      all(channel, ByteBuffer.wrap(header));
      for (Tensor tensor : tensors) {
        tensor.pieces(piece -> all(channel, piece));
      }
    });
  }

  private static void all(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static byte[] header(Map<String, String> metadata, List<Tensor> tensors) {
    Map<String, Json> entries = new LinkedHashMap<>();
    Map<String, Json> notes = new LinkedHashMap<>();
    metadata.forEach((name, value) -> notes.put(name, new Json.Text(value)));
    notes.keySet().removeAll(List.of(CHECKSUM, HEADER_CHECKSUM)); // of a file that was read
    notes.put(CHECKSUM, new Json.Text(checksum(tensors)));
    notes.put(HEADER_CHECKSUM, new Json.Text("crc32c:" + "0".repeat(DIGITS)));
    entries.put("__metadata__", new Json.Members(notes));
    long at = 0;
    for (Tensor tensor : tensors) {
      Map<String, Json> entry = new LinkedHashMap<>();
      entry.put("dtype", new Json.Text(tensor.type().name()));
      entry.put("shape", numbers(tensor.shape()));
      entry.put("data_offsets", numbers(List.of(at, at + tensor.bytes())));
      entries.put(tensor.name(), new Json.Members(entry));
      at += tensor.bytes();
    }
    byte[] json = new Json.Members(entries).write().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    byte[] digits = digits(headerChecksum(padded)).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, padded, digitsAt(padded), DIGITS);
    return padded;
  }

  /** Where a header's own checksum stands; -1 where it has none. */
  private static int digitsAt(byte[] header) {
    int at = new String(header, StandardCharsets.ISO_8859_1).indexOf(BEFORE_DIGITS);
    return at < 0 || at + BEFORE_DIGITS.length() + DIGITS > header.length ? -1 : at + BEFORE_DIGITS.length();
  }

  /** Whether a header is as it was written; true where it doesn't say. */
  static boolean isWhole(byte[] header) {
    int at = digitsAt(header);
    return at < 0 || new String(header, at, DIGITS, StandardCharsets.ISO_8859_1).equals(digits(headerChecksum(header)));
  }

  private static CRC32C headerChecksum(byte[] header) {
    byte[] zeroed = header.clone();
    int at = digitsAt(header);
    Arrays.fill(zeroed, at, at + DIGITS, (byte) '0');
    CRC32C crc = new CRC32C();
    crc.update(zeroed);
    return crc;
  }

  private static Json numbers(List<Long> values) {
    List<Json> items = new ArrayList<>();
    values.forEach(v -> items.add(Json.number((long) v)));
    return new Json.Array(items);
  }

  private static String checksum(List<Tensor> tensors) {
    CRC32C crc = new CRC32C();
    try {
      for (Tensor tensor : tensors) {
        tensor.pieces(crc::update);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hex(crc);
  }

  static String hex(CRC32C crc) {
    return "crc32c:" + digits(crc);
  }

  private static String digits(CRC32C crc) {
    String digits = Long.toHexString(crc.getValue());
    return "0".repeat(DIGITS - digits.length()) + digits;
  }
}
