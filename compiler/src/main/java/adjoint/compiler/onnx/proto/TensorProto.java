package adjoint.compiler.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A constant.
 *
 * @param dims none of them negative, their product below 2³¹
 */
public record TensorProto(String name, ElementType element, List<Long> dims, Data data) {

  /** Where its numbers are. */
  public sealed interface Data {

    /** Little-endian, without gaps; not to be moved in. */
    record Raw(ByteBuffer bytes) implements Data {}

    /** Elements that the format keeps as numbers of 32 bits: also the bits of halves. */
    record Wholes(long[] values) implements Data {}

    record Reals(float[] values) implements Data {}

    record Doubles(double[] values) implements Data {}

    record Texts(List<String> values) implements Data {}
  }

  public int count() {
    return Math.toIntExact(dims.stream().reduce(1L, Math::multiplyExact));
  }

  /** Of 32-bit floats. */
  public static TensorProto of(String name, List<Long> dims, float[] values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new TensorProto(name, ElementType.FLOAT, List.copyOf(dims), new Data.Raw(bytes));
  }

  /** Of 64-bit whole numbers. */
  public static TensorProto of(String name, List<Long> dims, long[] values) {
    return new TensorProto(name, ElementType.INT64, List.copyOf(dims), new Data.Wholes(values.clone()));
  }
}
