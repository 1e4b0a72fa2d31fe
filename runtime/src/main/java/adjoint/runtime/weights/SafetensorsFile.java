package adjoint.runtime.weights;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * A safetensors file whose header has been read and checked: every tensor lies inside the file, has as many bytes as
 * its shape, and no two overlap. Nothing is allocated that the file's own length doesn't justify.
 */
public final class SafetensorsFile implements TensorFile {

  /** As in the format's own implementation. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final long dataStart;
  private final Map<String, String> metadata;
  private final Map<String, Entry> entries;

  private SafetensorsFile(Path file, long dataStart, Map<String, String> metadata, Map<String, Entry> entries) {
    this.file = file;
    this.dataStart = dataStart;
    this.metadata = metadata;
    this.entries = entries;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Map<String, Entry> entries() {
    return entries;
  }

  public static SafetensorsFile open(Path file) {
    if (!Files.exists(file)) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISSING, "there is no file " + file);
    }
    if (Files.isDirectory(file)) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISSING, file + " is a folder, not a file of weights");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return read(file, channel);
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, file + " can't be read: " + e.getMessage());
    }
  }

  private static SafetensorsFile read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      throw damaged(file, "it is empty");
    }
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(8, size)).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, start, 0);
    long length = size < 8 ? -1 : start.getLong(0);
    if (length < 2 || length > LONGEST_HEADER) {
      foreign(start).ifPresent(what -> {
        throw UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN, file + " is " + what + ", not a safetensors file");
      });
      throw damaged(file, size < 8 ? "it is cut off in its header" : "it doesn't begin as a safetensors file");
    }
    if (length > size - 8) {
      throw damaged(file, "it is cut off in its header");
    }
    ByteBuffer header = ByteBuffer.allocate((int) length);
    fill(channel, header, 8);
    SafetensorsFile parsed =
        parsed(file, new String(header.array(), StandardCharsets.UTF_8), 8 + length, size - 8 - length);
    if (!Safetensors.isWhole(header.array())) {
      throw damaged(file, "its header has changed since it was written");
    }
    return parsed;
  }

  /**
   * What other programs keep weights in, known by its first bytes. Only for a file that doesn't begin with a possible
   * length: the bytes 80 02 begin a pickle as well as a header of 640 bytes.
   */
  private static Optional<String> foreign(ByteBuffer start) {
    byte[] b = start.array();
    if (b.length >= 4 && b[0] == 'P' && b[1] == 'K' && b[2] == 3) {
      return Optional.of("a zip archive (as PyTorch's .pt or NumPy's .npz)");
    }
    if (b.length >= 4 && (b[0] & 255) == 0x89 && b[1] == 'H' && b[2] == 'D' && b[3] == 'F') {
      return Optional.of("an HDF5 file");
    }
    if (b.length >= 2 && (b[0] & 255) == 0x80 && b[1] >= 2 && b[1] <= 5) {
      return Optional.of("a Python pickle");
    }
    return Optional.empty();
  }

  private static SafetensorsFile parsed(Path file, String header, long dataStart, long dataLength) {
    Json json;
    try {
      json = Json.read(header);
    } catch (Json.Malformed e) {
      throw damaged(file, "its header has " + e.getMessage());
    }
    if (!(json instanceof Json.Members members)) {
      throw damaged(file, "its header is no JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Entry> entries = new LinkedHashMap<>();
    members.members().forEach((name, value) -> {
      if (name.equals("__metadata__")) {
        metadata.putAll(metadata(file, value));
      } else {
        entries.put(name, entry(file, name, value, dataLength));
      }
    });
    checkPlaces(file, new ArrayList<>(entries.values()), dataLength);
    return new SafetensorsFile(file, dataStart, metadata, entries);
  }

  private static Map<String, String> metadata(Path file, Json value) {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (!(value instanceof Json.Members members)) {
      throw damaged(file, "its metadata are no JSON object");
    }
    members.members().forEach((name, note) -> {
      if (!(note instanceof Json.Text text)) {
        throw damaged(file, "its metadata hold something else than text");
      }
      metadata.put(name, text.value());
    });
    return metadata;
  }

  private static Entry entry(Path file, String name, Json value, long dataLength) {
    Optional<List<Long>> shape = value.get("shape").flatMap(SafetensorsFile::longs);
    Optional<List<Long>> offsets = value.get("data_offsets").flatMap(SafetensorsFile::longs).filter(o -> o.size() == 2);
    if (!(value.get("dtype").orElse(new Json.Nothing()) instanceof Json.Text type) || shape.isEmpty()
        || offsets.isEmpty()) {
      throw damaged(file, "its entry " + Words.quoted(name) + " lacks a type, a shape or a place");
    }
    ElementType known = ElementType.named(type.value())
        .orElseThrow(() -> UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN, file + ": " + Words.quoted(name)
            + " holds elements of type "
            + Words.quoted(type.value())).hint("types that are read: "
                + List.of(ElementType.values()).stream().map(Enum::name).collect(Collectors.joining(", "))));
    long begin = offsets.get().get(0);
    long end = offsets.get().get(1);
    if (end > dataLength) {
      throw damaged(file, "it is cut off: " + Words.quoted(name) + " ends at byte " + end + " of the data, "
          + dataLength + " are there");
    }
    if (begin > end || known.bytes(shape.get()) != end - begin) {
      throw damaged(file, Words.quoted(name) + " doesn't have as many bytes as its shape " + shape.get());
    }
    return new Entry(name, known, shape.get(), begin, end);
  }

  private static Optional<List<Long>> longs(Json value) {
    if (!(value instanceof Json.Array array)) {
      return Optional.empty();
    }
    List<Long> longs = new ArrayList<>();
    for (Json item : array.items()) {
      if (!(item instanceof Json.Number number) || !isLong(number.text())) {
        return Optional.empty();
      }
      longs.add(Long.parseLong(number.text()));
    }
    return Optional.of(longs);
  }

  /** Whether text is a whole number that isn't negative and fits; without a pattern, since files have many. */
  private static boolean isLong(String text) {
    boolean digits = text.length() > 0 && text.length() <= 18;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits;
  }

  private static void checkPlaces(Path file, List<Entry> entries, long dataLength) {
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry entry : entries) {
      if (entry.begin() != at) {
        throw damaged(file, entry.begin() < at
            ? "two of its tensors overlap at " + Words.quoted(entry.name())
            : "there is a gap before " + Words.quoted(entry.name()));
      }
      at = entry.end();
    }
    if (at != dataLength) {
      throw damaged(file, "it holds " + (dataLength - at) + " bytes behind its last tensor");
    }
  }

  @Override
  public void verify() {
    if (!metadata.containsKey(Safetensors.CHECKSUM)) {
      return;
    }
    CRC32C crc = new CRC32C();
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      channel.position(dataStart);
      while (channel.read(buffer.clear()) > 0) {
        crc.update(buffer.flip());
      }
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, file + " can't be read: " + e.getMessage());
    }
    if (!metadata.get(Safetensors.CHECKSUM).equals(Safetensors.hex(crc))) {
      throw damaged(file, "its data have changed since they were written");
    }
  }

  @Override
  public void read(Entry entry, Sink sink) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      int index = 0;
      for (long done = entry.begin(); done < entry.end(); done += buffer.limit()) {
        buffer.clear().limit((int) Math.min(CHUNK, entry.end() - done));
        fill(channel, buffer, dataStart + done);
        while (buffer.hasRemaining()) {
          sink.accept(index++, entry.type().read(buffer));
        }
      }
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, file + " can't be read: " + e.getMessage());
    }
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("it ends too early");
      }
    }
    buffer.flip();
  }

  private static UserProblem damaged(Path file, String why) {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, file + " is damaged: " + why);
  }
}
