package adjoint.deployment;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a perceptron in the format of ONNX: `Gemm` and `Relu`.
 *
 * <p><i>Source</i>: onnx.proto, version 13 of the operators.
 */
final class Onnx {

  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FLOAT = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A layer: its weights from rows of inputs to columns of outputs. */
  record Layer(int in, int out, float[] weight, float[] bias) {}

  static byte[] of(List<Layer> layers) {
    Onnx graph = new Onnx();
    String value = "image";
    for (int i = 0; i < layers.size(); i++) {
      boolean last = i == layers.size() - 1;
      String sum = last ? "scores" : "sum" + i;
      graph.bytes(1, node("Gemm", sum, value, "weight" + i, "bias" + i));
      value = "hidden" + i;
      if (!last) {
        graph.bytes(1, node("Relu", value, sum));
      }
    }
    graph.text(2, "mlp");
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      graph.bytes(5, tensor("weight" + i, layer.weight(), layer.in(), layer.out()));
      graph.bytes(5, tensor("bias" + i, layer.bias(), layer.out()));
    }
    graph.bytes(11, port("image", layers.getFirst().in()));
    graph.bytes(12, port("scores", layers.getLast().out()));
    return new Onnx().number(1, 8).bytes(7, graph).bytes(8, new Onnx().text(1, "").number(2, 13)).out.toByteArray();
  }

  private static Onnx node(String operator, String result, String... arguments) {
    Onnx node = new Onnx();
    for (String each : arguments) {
      node.text(1, each);
    }
    return node.text(2, result).text(4, operator);
  }

  private static Onnx tensor(String name, float[] values, int... dims) {
    Onnx tensor = new Onnx();
    for (int dim : dims) {
      tensor.number(1, dim);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
  }

  private static Onnx port(String name, int width) {
    Onnx shape = new Onnx().bytes(1, new Onnx().text(2, "batch")).bytes(1, new Onnx().number(1, width));
    return new Onnx().text(1, name).bytes(2, new Onnx().bytes(1, new Onnx().number(1, FLOAT).bytes(2, shape)));
  }

  private Onnx number(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  private Onnx text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private Onnx bytes(int field, Onnx message) {
    return bytes(field, message.out.toByteArray());
  }

  private Onnx bytes(int field, byte[] bytes) {
    varint((long) field << 3 | BYTES);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void varint(long value) {
    for (long rest = value; ; rest >>>= 7) {
      boolean more = rest > 127;
      out.write((int) (rest & 127 | (more ? 128 : 0)));
      if (!more) {
        return;
      }
    }
  }
}
