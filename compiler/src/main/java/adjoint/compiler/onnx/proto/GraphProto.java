package adjoint.compiler.onnx.proto;

import java.util.List;
import java.util.Optional;

/** A network, or the body of a loop. */
public record GraphProto(String name, List<NodeProto> nodes, List<TensorProto> initializers, List<ValueProto> inputs,
    List<ValueProto> outputs, List<ValueProto> values, String doc) {

  /** What is said of a value: its name and type. */
  public record ValueProto(String name, ValueType type) {}

  /** The type of a value. */
  public sealed interface ValueType {

    /** @param shape empty where not even the number of dims is said */
    record Tensor(Optional<ElementType> element, Optional<List<Size>> shape) implements ValueType {}

    /** @param kind "sequence", "map", "optional", "sparse tensor" */
    record Other(String kind) implements ValueType {}

    record Unknown() implements ValueType {}
  }

  /** The size of a dim. */
  public sealed interface Size {

    record Known(long value) implements Size {}

    record Named(String name) implements Size {}

    record Unknown() implements Size {}
  }
}
