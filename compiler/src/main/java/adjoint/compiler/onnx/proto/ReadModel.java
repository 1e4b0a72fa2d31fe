package adjoint.compiler.onnx.proto;

import adjoint.compiler.onnx.proto.GraphProto.Size;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.proto.ModelProto.FunctionProto;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an `.onnx` file. */
public final class ReadModel {

  private final ReadTensors tensors;

  private ReadModel(ReadTensors tensors) {
    this.tensors = tensors;
  }

  /** @throws UserProblem about the file and what is wrong with it */
  public static ModelProto of(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw damaged(file, "it is larger than the 2 GiB that a message may have");
      }
      return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), file);
    } catch (IOException e) {
      throw damaged(file, "it can't be read");
    }
  }

  /**
   * Reads bytes.
   *
   * @param file in whose folder external data lie, and which messages name
   */
  public static ModelProto of(ByteBuffer bytes, Path file) {
    try {
      return new ReadModel(new ReadTensors(file)).model(new WireReader(bytes));
    } catch (DamagedFile e) {
      throw damaged(file, e.getMessage());
    }
  }

  private static UserProblem damaged(Path file, String why) {
    return UserProblem.of(RuntimeProblem.ONNX_DAMAGED, file + " can't be read as ONNX: " + why);
  }

  private ModelProto model(WireReader in) {
    long version = 0;
    String producer = "";
    String producerVersion = "";
    String doc = "";
    Map<String, Long> opsets = new LinkedHashMap<>();
    Optional<GraphProto> graph = Optional.empty();
    List<FunctionProto> functions = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> version = in.whole();
        case 2 -> producer = in.text();
        case 3 -> producerVersion = in.text();
        case 6 -> doc = in.text();
        case 7 -> graph = Optional.of(graph(in.message()));
        case 8 -> opset(in.message(), opsets);
        case 14 -> entry(in.message(), metadata);
        case 25 -> functions.add(function(in.message()));
        default -> {}
      }
    }
    return new ModelProto(version, producer, producerVersion, doc, opsets,
        graph.orElseThrow(() -> new DamagedFile("there is no graph in it")), List.copyOf(functions), metadata);
  }

  private static void opset(WireReader in, Map<String, Long> to) {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = in.text();
        case 2 -> version = in.whole();
        default -> {}
      }
    }
    to.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  static void entry(WireReader in, Map<String, String> to) {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.text();
        case 2 -> value = in.text();
        default -> {}
      }
    }
    to.put(key, value);
  }

  private FunctionProto function(WireReader in) {
    String domain = "";
    String name = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<String> attributes = new ArrayList<>();
    List<AttributeProto> defaults = new ArrayList<>();
    List<NodeProto> nodes = new ArrayList<>();
    Map<String, Long> opsets = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 4 -> inputs.add(in.text());
        case 5 -> outputs.add(in.text());
        case 6 -> attributes.add(in.text());
        case 7 -> nodes.add(node(in.message()));
        case 9 -> opset(in.message(), opsets);
        case 10 -> domain = in.text();
        case 11 -> defaults.add(attribute(in.message()));
        default -> {}
      }
    }
    return new FunctionProto(domain, name, inputs, outputs, attributes, defaults, nodes, opsets);
  }

  private GraphProto graph(WireReader in) {
    String name = "";
    String doc = "";
    List<NodeProto> nodes = new ArrayList<>();
    List<TensorProto> initializers = new ArrayList<>();
    List<ValueProto> inputs = new ArrayList<>();
    List<ValueProto> outputs = new ArrayList<>();
    List<ValueProto> values = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> nodes.add(node(in.message()));
        case 2 -> name = in.text();
        case 5 -> initializers.add(tensors.tensor(in.message()));
        case 10 -> doc = in.text();
        case 11 -> inputs.add(value(in.message()));
        case 12 -> outputs.add(value(in.message()));
        case 13 -> values.add(value(in.message()));
        case 15 -> throw new DamagedFile("an initializer is sparse, which isn't read");
        default -> {}
      }
    }
    return new GraphProto(name, nodes, initializers, inputs, outputs, values, doc);
  }

  private NodeProto node(WireReader in) {
    String name = "";
    String domain = "";
    String operator = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<AttributeProto> attributes = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> inputs.add(in.text());
        case 2 -> outputs.add(in.text());
        case 3 -> name = in.text();
        case 4 -> operator = in.text();
        case 5 -> attributes.add(attribute(in.message()));
        case 7 -> domain = in.text();
        default -> {}
      }
    }
    return new NodeProto(name, domain.equals("ai.onnx") ? "" : domain, operator, inputs, outputs, attributes);
  }

  private AttributeProto attribute(WireReader in) {
    var draft = new AttributeDraft();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> draft.name = in.text();
        case 2 -> draft.real = in.real();
        case 3 -> draft.whole = in.whole();
        case 4 -> draft.text = in.text();
        case 5 -> draft.tensor = Optional.of(tensors.tensor(in.message()));
        case 6 -> draft.graph = Optional.of(graph(in.message()));
        case 7 -> ReadTensors.reals(in, draft.reals);
        case 8 -> in.wholes(draft.wholes);
        case 9 -> draft.texts.add(in.text());
        case 20 -> draft.kind = (int) in.whole();
        case 21 -> draft.reference = in.text();
        default -> {}
      }
    }
    return draft.finish();
  }

  private static ValueProto value(WireReader in) {
    String name = "";
    ValueType type = new ValueType.Unknown();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.text();
        case 2 -> type = type(in.message());
        default -> {}
      }
    }
    return new ValueProto(name, type);
  }

  private static ValueType type(WireReader in) {
    ValueType type = new ValueType.Unknown();
    while (in.next()) {
      type = switch (in.field()) {
        case 1 -> tensorType(in.message());
        case 4 -> new ValueType.Other("sequence");
        case 5 -> new ValueType.Other("map");
        case 8 -> new ValueType.Other("sparse tensor");
        case 9 -> new ValueType.Other("optional");
        default -> type;
      };
    }
    return type;
  }

  private static ValueType tensorType(WireReader in) {
    Optional<ElementType> element = Optional.empty();
    Optional<List<Size>> shape = Optional.empty();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> element = ElementType.of(in.whole());
        case 2 -> shape = Optional.of(shape(in.message()));
        default -> {}
      }
    }
    return new ValueType.Tensor(element, shape);
  }

  private static List<Size> shape(WireReader in) {
    List<Size> sizes = new ArrayList<>();
    while (in.next()) {
      if (in.field() == 1) {
        sizes.add(size(in.message()));
      }
    }
    return sizes;
  }

  private static Size size(WireReader in) {
    Size size = new Size.Unknown();
    while (in.next()) {
      size = switch (in.field()) {
        case 1 -> known(in.whole());
        case 2 -> named(in.text());
        default -> size;
      };
    }
    return size;
  }

  private static Size known(long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      return new Size.Unknown();
    }
    return new Size.Known(value);
  }

  private static Size named(String name) {
    return name.isBlank() ? new Size.Unknown() : new Size.Named(name);
  }
}
