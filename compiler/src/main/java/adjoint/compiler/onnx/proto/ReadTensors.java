package adjoint.compiler.onnx.proto;

import adjoint.compiler.onnx.proto.TensorProto.Data;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Reads constants, also from files beside the model. */
final class ReadTensors {

  private final Path folder;

  /** @param model the file in whose folder external data lie */
  ReadTensors(Path model) {
    this.folder = Optional.ofNullable(model.toAbsolutePath().normalize().getParent()).orElse(Path.of("/"));
  }

  TensorProto tensor(WireReader in) {
    String name = "";
    long type = 0;
    var dims = new GrowingLongs();
    List<Float> reals = new ArrayList<>();
    var wholes = new GrowingLongs();
    List<Double> doubles = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Optional<ByteBuffer> raw = Optional.empty();
    Map<String, String> external = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> in.wholes(dims);
        case 2 -> type = in.whole();
        case 4 -> reals(in, reals);
        case 5, 7, 11 -> in.wholes(wholes);
        case 6 -> texts.add(in.text());
        case 8 -> name = in.text();
        case 9 -> raw = Optional.of(in.bytes());
        case 10 -> doubles(in, doubles);
        case 13 -> ReadModel.entry(in.message(), external);
        default -> {}
      }
    }
    long code = type;
    ElementType element = ElementType.of(type)
        .orElseThrow(() -> new DamagedFile("a tensor has elements of the unknown type " + code));
    Data data = !external.isEmpty()
        ? new Data.Raw(external(name, external))
        : raw.isPresent()
            ? new Data.Raw(raw.get())
            : element == ElementType.FLOAT
                ? new Data.Reals(floats(reals))
                : element == ElementType.DOUBLE
                    ? new Data.Doubles(doubles.stream().mapToDouble(d -> d).toArray())
                    : element == ElementType.STRING
                        ? new Data.Texts(List.copyOf(texts))
                        : new Data.Wholes(wholes.toArray());
    return checked(new TensorProto(name, element, LongStream.of(dims.toArray()).boxed().toList(), data));
  }

  static void reals(WireReader in, List<Float> to) {
    if (in.packed()) {
      each(in.bytes(), 4, bytes -> to.add(bytes.getFloat()));
    } else {
      to.add(in.real());
    }
  }

  private static void doubles(WireReader in, List<Double> to) {
    if (in.packed()) {
      each(in.bytes(), 8, bytes -> to.add(bytes.getDouble()));
    } else {
      to.add(in.doubled());
    }
  }

  private static void each(ByteBuffer bytes, int size, Consumer<ByteBuffer> action) {
    if (bytes.remaining() % size != 0) {
      throw new DamagedFile("packed numbers end in the midst of one");
    }
    while (bytes.hasRemaining()) {
      action.accept(bytes);
    }
  }

  private static float[] floats(List<Float> of) {
    float[] values = new float[of.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of.get(i);
    }
    return values;
  }

  private static TensorProto checked(TensorProto tensor) {
    String what = "the tensor " + tensor.name() + " " + tensor.dims();
    long count = 1;
    for (long dim : tensor.dims()) {
      if (dim < 0 || dim > 0 && count > Integer.MAX_VALUE / dim) {
        throw new DamagedFile(what + " has a size that no array can have");
      }
      count *= dim;
    }
    long has = switch (tensor.data()) {
      case Data.Raw(var bytes) -> bytes.remaining();
      case Data.Wholes(var values) -> values.length;
      case Data.Reals(var values) -> values.length;
      case Data.Doubles(var values) -> values.length;
      case Data.Texts(var values) -> values.size();
    };
    long needs = tensor.data() instanceof Data.Raw ? (count * tensor.element().bits() + 7) / 8 : count;
    if (has != needs && !(tensor.data() instanceof Data.Wholes && tensor.element().bits() == 4)) {
      throw new DamagedFile(what + " has " + has + (tensor.data() instanceof Data.Raw ? " bytes" : " numbers")
          + " rather than " + needs);
    }
    return tensor;
  }

  private ByteBuffer external(String name, Map<String, String> entries) {
    String location = entries.getOrDefault("location", "");
    Path file = inside(name, location);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      long length = Long.parseLong(entries.getOrDefault("length", Long.toString(channel.size() - offset)));
      if (offset < 0 || length < 0 || length > Integer.MAX_VALUE || offset > channel.size() - length) {
        throw new DamagedFile("the tensor " + name + " lies outside of its file " + location);
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new DamagedFile("the file " + location + " of the tensor " + name + " can't be read");
    } catch (NumberFormatException e) {
      throw new DamagedFile("where the tensor " + name + " lies in " + location + " is no number");
    }
  }

  /** Nothing outside of the model's folder is read for it, through links neither. */
  private Path inside(String name, String location) {
    try {
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder) || file.equals(folder)) {
        throw new DamagedFile("the tensor " + name + " lies in " + location + ", outside of the model's folder");
      }
      if (Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath())) {
        throw new DamagedFile("the tensor " + name + " lies in " + location + ", a link out of the model's folder");
      }
      return file;
    } catch (IOException | InvalidPathException e) {
      throw new DamagedFile("the tensor " + name + " lies in " + location + ", which is no file");
    }
  }
}
