package adjoint.compiler.onnx.proto;

import java.util.List;

/** What a node is told besides its inputs. */
public record AttributeProto(String name, Content content) {

  /** An attribute's value. */
  public sealed interface Content {

    record Real(float value) implements Content {}

    record Whole(long value) implements Content {}

    record Text(String value) implements Content {}

    record Reals(List<Float> values) implements Content {}

    record Wholes(List<Long> values) implements Content {}

    record Texts(List<String> values) implements Content {}

    record OfTensor(TensorProto value) implements Content {}

    record OfGraph(GraphProto value) implements Content {}

    /** Inside of a function: the attribute of this name that the function was given. */
    record Reference(String name) implements Content {}

    /** Of a kind that networks of tensors don't use. */
    record Other(int kind) implements Content {}
  }
}
