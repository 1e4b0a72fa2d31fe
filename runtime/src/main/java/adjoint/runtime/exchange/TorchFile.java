package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.exchange.PickleReader.Unreadable;
import adjoint.runtime.text.Words;
import adjoint.runtime.weights.ElementType;
import adjoint.runtime.weights.TensorFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * PyTorch's .pt or .pth of since 1.6: a zip archive of a pickle, which says what tensors there are, and of their elements. Of a
 * checkpoint that holds other things beside the weights, the table of weights is taken.
 */
final class TorchFile implements TensorFile {

  static final String PICKLE = "data.pkl";

  private static final long LONGEST_PICKLE = 1 << 26;

  /** What checkpoints call the weights in them. */
  private static final List<String> WEIGHTS = List.of("state_dict", "model_state_dict", "model", "weights");

  private final Path file;
  private final String folder;
  private final boolean swapped;
  private final Map<String, PickleValue.View> views = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private TorchFile(Path file, String folder, boolean swapped) {
    this.file = file;
    this.folder = folder;
    this.swapped = swapped;
  }

  /** Whether a member of an archive is the pickle of such a file. */
  static boolean isPickle(String member) {
    return member.equals(PICKLE) || member.endsWith("/" + PICKLE);
  }

  static TorchFile open(Path file, ZipFile zip) throws IOException {
    ZipEntry pickle = Collections.list(zip.entries()).stream().filter(m -> isPickle(m.getName())).findFirst()
        .orElseThrow();
    String folder = pickle.getName().substring(0, pickle.getName().length() - PICKLE.length());
    ZipEntry order = zip.getEntry(folder + "byteorder");
    TorchFile made = new TorchFile(file, folder,
        order != null && new String(bytes(zip, order, 16), StandardCharsets.UTF_8).equals("big"));
    try {
      made.add(zip, PickleReader.read(ByteBuffer.wrap(bytes(zip, pickle, LONGEST_PICKLE))));
    } catch (Unreadable e) {
      throw made.refused(e.getMessage());
    }
    return made;
  }

  private static byte[] bytes(ZipFile zip, ZipEntry member, long most) throws IOException {
    if (member.getSize() > most) {
      throw new IOException(member.getName() + " has " + member.getSize() + " bytes");
    }
    try (InputStream stream = zip.getInputStream(member)) {
      return stream.readNBytes((int) most);
    }
  }

  private void add(ZipFile zip, PickleValue value) throws Unreadable {
    for (Map.Entry<String, PickleValue> each : weights(value).entries().entrySet()) {
      if (each.getValue() instanceof PickleValue.View view) {
        add(zip, each.getKey(), view);
      }
    }
  }

  /** The table of tensors, itself or in one that says more. */
  private static PickleValue.Dict weights(PickleValue value) throws Unreadable {
    if (!(value instanceof PickleValue.Dict table)) {
      throw new Unreadable("it holds no table of tensors");
    }
    if (holdsTensors(table)) {
      return table;
    }
    Optional<PickleValue> named = WEIGHTS.stream().filter(table.entries()::containsKey).map(table.entries()::get)
        .findFirst();
    if (named.isPresent() && named.get() instanceof PickleValue.Dict inner && holdsTensors(inner)) {
      return inner;
    }
    throw new Unreadable("it holds no table of tensors, nor one under any of " + String.join(", ", WEIGHTS) + ", but "
        + Words.some(List.copyOf(table.entries().keySet())));
  }

  private static boolean holdsTensors(PickleValue.Dict table) {
    return table.entries().values().stream().anyMatch(v -> v instanceof PickleValue.View);
  }

  private void add(ZipFile zip, String name, PickleValue.View view) throws Unreadable {
    ElementType type = TorchNames.type(view.storage());
    long bytes = type.bytes(view.shape());
    ZipEntry data = zip.getEntry(folder + "data/" + view.storage().key());
    if (bytes < 0 || data == null || data.getMethod() != ZipEntry.STORED) {
      throw new Unreadable(
          Words.quoted(name) + (bytes < 0 ? " has too many elements" : " has no elements in the archive"));
    }
    if (bytes > 0 && last(view) >= data.getSize() / type.bytes()) {
      throw new Unreadable(Words.quoted(name) + " reaches beyond its storage");
    }
    views.put(name, view);
    entries.put(name, new Entry(name, type, view.shape(), 0, bytes));
  }

  /** The place of its last element. */
  private static long last(PickleValue.View view) throws Unreadable {
    try {
      long last = view.offset();
      for (int axis = 0; axis < view.shape().size(); axis++) {
        last = Math.addExact(last, Math.multiplyExact(view.shape().get(axis) - 1, view.strides().get(axis)));
      }
      return last < 0 ? Long.MAX_VALUE : last;
    } catch (ArithmeticException e) {
      throw new Unreadable("a tensor's strides are too large");
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

  /** Each member has a checksum of its own, which is looked at when it is read. */
  @Override
  public void verify() {}

  @Override
  public void read(Entry entry, Sink sink) {
    PickleValue.View view = views.get(entry.name());
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry member = zip.getEntry(folder + "data/" + view.storage().key());
      byte[] all = bytes(zip, member, Math.min(member.getSize(), Integer.MAX_VALUE - 8));
      if (all.length < member.getSize()) {
        throw new EOFException();
      }
      ByteBuffer buffer = ByteBuffer.wrap(all).order(swapped ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      long[] at = new long[view.shape().size()];
      long count = (entry.end() - entry.begin()) / entry.type().bytes();
      for (int i = 0; i < count; i++) {
        sink.accept(i, entry.type().read(buffer.position((int) place(view, at) * entry.type().bytes())));
        step(view.shape(), at);
      }
    } catch (IOException e) {
      throw refused(Words.quoted(entry.name()) + " can't be unpacked ("
          + (e instanceof EOFException ? "it is cut off" : e.getMessage()) + ")");
    }
  }

  private static long place(PickleValue.View view, long... at) {
    long place = view.offset();
    for (int axis = 0; axis < at.length; axis++) {
      place += at[axis] * view.strides().get(axis);
    }
    return place;
  }

  private static void step(List<Long> shape, long... at) {
    for (int axis = at.length - 1; axis >= 0 && ++at[axis] == shape.get(axis); axis--) {
      at[axis] = 0;
    }
  }

  private UserProblem refused(String why) {
    return UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN, file + " can't be read: " + why)
        .hint("save a table of tensors in PyTorch: torch.save(net.state_dict(), \"weights.pt\")");
  }
}
