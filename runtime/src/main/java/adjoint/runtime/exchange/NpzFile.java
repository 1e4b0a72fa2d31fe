package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.NpyHeader;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.ElementType;
import adjoint.runtime.weights.TensorFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * NumPy's .npz: a zip archive of .npy arrays. Opening it reads the headers; of a tensor's data no more is ever unpacked
 * than its shape says, whatever the archive claims or holds.
 */
final class NpzFile implements TensorFile {

  private static final int CHUNK = 1 << 16;
  private static final String SUFFIX = ".npy";

  private static final Map<String, ElementType> TYPES = Map.ofEntries(Map.entry("f8", ElementType.F64),
      Map.entry("f4", ElementType.F32), Map.entry("f2", ElementType.F16), Map.entry("i8", ElementType.I64),
      Map.entry("i4", ElementType.I32), Map.entry("i2", ElementType.I16), Map.entry("i1", ElementType.I8),
      Map.entry("u8", ElementType.U64), Map.entry("u4", ElementType.U32), Map.entry("u2", ElementType.U16),
      Map.entry("u1", ElementType.U8), Map.entry("b1", ElementType.BOOL));

  private final Path file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, NpyHeader> headers = new HashMap<>();

  private NpzFile(Path file) {
    this.file = file;
  }

  /** An archive of arrays, or of PyTorch. */
  static TensorFile open(Path file) {
    NpzFile archive = new NpzFile(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> members = Collections.list(zip.entries());
      if (members.stream().anyMatch(m -> TorchFile.isPickle(m.getName()))) {
        return TorchFile.open(file, zip);
      }
      archive.requireArrays(members);
      for (ZipEntry member : members) {
        archive.add(zip, member);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw archive.damaged("it is no whole archive (" + e.getMessage() + ")");
    }
    return archive;
  }

  private void requireArrays(List<? extends ZipEntry> members) {
    members.stream().filter(m -> !m.getName().endsWith(SUFFIX)).findFirst().ifPresent(m -> {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN,
          file + " is no .npz: it holds " + Words.quoted(m.getName()) + ", which is no .npy array");
    });
  }

  private void add(ZipFile zip, ZipEntry member) throws IOException {
    String name = member.getName().substring(0, member.getName().length() - SUFFIX.length());
    NpyHeader header = header(zip, member, name);
    ElementType type = TYPES.get(header.type());
    if (type == null) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN,
          file + ": " + Words.quoted(name) + " holds elements of type " + Words.quoted(header.type()))
          .hint("types that are read: f2, f4, f8, integers and bool");
    }
    long bytes = type.bytes(header.shape());
    if (bytes < 0 || member.getSize() != header.length() + bytes) {
      throw damaged(Words.quoted(name) + " doesn't have as many bytes as its shape " + header.shape());
    }
    headers.put(name, header);
    if (entries.put(name, new Entry(name, type, header.shape(), header.length(), header.length() + bytes)) != null) {
      throw damaged("it holds " + Words.quoted(name) + " twice");
    }
  }

  private NpyHeader header(ZipFile zip, ZipEntry member, String name) throws IOException {
    try (InputStream stream = zip.getInputStream(member)) {
      byte[] start = stream.readNBytes(NpyHeader.START);
      if (!NpyHeader.begins(start)) {
        throw damaged(Words.quoted(name) + " isn't a .npy array: it doesn't begin as one");
      }
      return NpyHeader.read(start, stream);
    } catch (NpyHeader.Malformed e) {
      throw damaged(Words.quoted(name) + " " + e.getMessage());
    }
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public Map<String, Entry> entries() {
    return entries;
  }

  /** Each array has a checksum of its own, which is looked at when the array is read. */
  @Override
  public void verify() {}

  @Override
  public void read(Entry entry, Sink sink) {
    NpyHeader header = headers.get(entry.name());
    IntUnaryOperator places = Strides.places(entry.shape(), order(header));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry member = zip.getEntry(entry.name() + SUFFIX);
      try (CheckedInputStream stream = new CheckedInputStream(zip.getInputStream(member), new CRC32())) {
        stream.skipNBytes(header.length());
        read(stream, entry, header, (i, value) -> sink.accept(places.applyAsInt(i), value));
        if (stream.read() >= 0 || stream.getChecksum().getValue() != member.getCrc()) {
          throw damaged(Words.quoted(entry.name()) + " isn't what was written: its checksum differs");
        }
      }
    } catch (IOException e) {
      throw damaged(Words.quoted(entry.name()) + " can't be unpacked ("
          + (e instanceof EOFException ? "it is cut off" : e.getMessage()) + ")");
    }
  }

  private static void read(InputStream stream, Entry entry, NpyHeader header, Sink sink) throws IOException {
    byte[] bytes = new byte[CHUNK];
    int index = 0;
    for (long left = entry.end() - entry.begin(); left > 0;) {
      int some = stream.readNBytes(bytes, 0, (int) Math.min(CHUNK, left));
      if (some < Math.min(CHUNK, left)) {
        throw new EOFException();
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, some).order(header.order());
      while (buffer.hasRemaining()) {
        sink.accept(index++, entry.type().read(buffer));
      }
      left -= some;
    }
  }

  /** The axes in the order of the elements. */
  private static List<Integer> order(NpyHeader header) {
    int axes = header.shape().size();
    return IntStream.range(0, axes).map(i -> header.fortran() ? axes - 1 - i : i).boxed().collect(Collectors.toList());
  }

  private UserProblem damaged(String why) {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, file + " is damaged: " + why);
  }
}
