package adjoint.compiler.onnx.export;

import adjoint.compiler.onnx.proto.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Appends nodes to a graph that is being made, and gives names. The same operator on the same tensors is written once. The
 * body of a loop has a writer of its own; it sees everything of the writers around it, and its constants are theirs.
 */
final class OperatorWriter {

  private record Key(String operator, List<String> inputs, Map<String, NodeAttribute> attributes) {}

  private record Content(List<Long> dims, Object elements) {}

  private final Optional<OperatorWriter> around;
  private final List<OperatorNode> nodes = new ArrayList<>();
  private final Map<Key, String> written = new LinkedHashMap<>();
  private final Map<String, ConstantTensor> constants;
  private final Map<Content, String> contents;
  private final UniqueNames names;
  private String path = "";

  private OperatorWriter(Optional<OperatorWriter> around, Map<String, ConstantTensor> constants,
      Map<Content, String> contents, UniqueNames names) {
    this.around = around;
    this.constants = constants;
    this.contents = contents;
    this.names = names;
  }

  OperatorWriter() {
    this(Optional.empty(), new LinkedHashMap<>(), new LinkedHashMap<>(), new UniqueNames());
  }

  /** For the body of a loop. */
  OperatorWriter inner() {
    OperatorWriter inner = new OperatorWriter(Optional.of(this), constants, contents, names);
    inner.path = path;
    return inner;
  }

  /** The layer instance whose nodes follow. */
  void at(String path) {
    this.path = path;
  }

  /** A name that nothing has, as near to this one as can be. */
  String fresh(String name) {
    return names.fresh(path.isEmpty() ? name : path + "/" + name);
  }

  /** A name for what comes from outside, as it is. */
  String reserve(String name) {
    return names.fresh(name);
  }

  String add(String operator, String... inputs) {
    return add(operator, List.of(inputs), Map.of());
  }

  /** A node with one result. */
  String add(String operator, List<String> inputs, Map<String, NodeAttribute> attributes) {
    Key key = new Key(operator, inputs, attributes);
    Optional<String> before = before(key);
    if (before.isPresent()) {
      return before.get();
    }
    String name = fresh(operator.replaceFirst(".*:", ""));
    nodes.add(new OperatorNode(operator, inputs, List.of(name), attributes));
    written.put(key, name);
    return name;
  }

  private Optional<String> before(Key key) {
    return Optional.ofNullable(written.get(key)).or(() -> around.flatMap(outer -> outer.before(key)));
  }

  /** A node with several results. */
  List<String> addAll(String operator, List<String> inputs, List<String> outputs,
      Map<String, NodeAttribute> attributes) {
    List<String> fresh = outputs.stream().map(this::fresh).toList();
    nodes.add(new OperatorNode(operator, inputs, fresh, attributes));
    return fresh;
  }

  /** A parameter, under its path. */
  String parameter(String path, List<Long> dims, float[] elements) {
    String name = names.fresh(path);
    constants.put(name, new ConstantTensor.Reals(name, List.copyOf(dims), elements));
    return name;
  }

  /** A number. */
  String real(double value) {
    return reals(List.of(), (float) value);
  }

  String reals(List<Long> dims, float... elements) {
    return contents.computeIfAbsent(new Content(List.copyOf(dims), list(elements)), _ -> {
      String name = names.fresh(elements.length == 1 ? "const_" + shown(elements[0]) : "const_reals");
      constants.put(name, new ConstantTensor.Reals(name, List.copyOf(dims), elements));
      return name;
    });
  }

  private static List<Float> list(float... elements) {
    List<Float> list = new ArrayList<>();
    for (float element : elements) {
      list.add(element);
    }
    return list;
  }

  private static String shown(float value) {
    return value == (int) value ? Integer.toString((int) value) : Float.toString(value);
  }

  /** A whole number. */
  String whole(long value) {
    return wholes(List.of(), value);
  }

  /** A list of whole numbers: axes, sizes, starts. */
  String vector(long... elements) {
    return wholes(List.of((long) elements.length), elements);
  }

  String vector(List<Long> elements) {
    return vector(elements.stream().mapToLong(Long::longValue).toArray());
  }

  String wholes(List<Long> dims, long... elements) {
    return contents.computeIfAbsent(new Content(List.copyOf(dims), Arrays.stream(elements).boxed().toList()), _ -> {
      boolean few = elements.length > 0 && elements.length <= 8;
      String name = names.fresh(few
          ? "int_" + String.join("_", Arrays.stream(elements).mapToObj(Long::toString).toList())
          : "int_table");
      constants.put(name, new ConstantTensor.Wholes(name, List.copyOf(dims), elements));
      return name;
    });
  }

  String truths(List<Long> dims, boolean... elements) {
    List<Boolean> content = new ArrayList<>();
    for (boolean element : elements) {
      content.add(element);
    }
    return contents.computeIfAbsent(new Content(List.copyOf(dims), content), _ -> {
      String name = names.fresh("const_truths");
      constants.put(name, new ConstantTensor.Truths(name, List.copyOf(dims), elements));
      return name;
    });
  }

  /** Numbers that were computed here. */
  String computed(ElementType type, List<Long> dims, double... numbers) {
    return switch (type.family()) {
      case WHOLE -> wholes(dims, Arrays.stream(numbers).mapToLong(x -> (long) x).toArray());
      case TRUTH -> {
        boolean[] truths = new boolean[numbers.length];
        for (int i = 0; i < truths.length; i++) {
          truths[i] = numbers[i] != 0;
        }
        yield truths(dims, truths);
      }
      case REAL, OTHER -> {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) numbers[i];
        }
        yield reals(dims, floats);
      }
    };
  }

  Optional<ConstantTensor> constant(String name) {
    return Optional.ofNullable(constants.get(name));
  }

  List<OperatorNode> nodes() {
    return List.copyOf(nodes);
  }

  List<ConstantTensor> constants() {
    return List.copyOf(constants.values());
  }
}
