package adjoint.compiler.onnx.proto;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.GraphProto.Size;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.proto.ModelProto.FunctionProto;
import adjoint.compiler.onnx.proto.TensorProto.Data;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes an `.onnx` file. */
public final class WriteModel {

  private WriteModel() {}

  /** Writes a whole file. */
  public static void to(WritableByteChannel channel, ModelProto model) throws IOException {
    var out = new WireWriter();
    out.whole(1, model.irVersion());
    out.text(2, model.producer());
    out.text(3, model.producerVersion());
    out.text(6, model.doc());
    out.message(7, graph -> graph(graph, model.graph()));
    opsets(out, 8, model.opsets());
    model.metadata().forEach((key, value) -> out.message(14, entry -> {
      entry.element(1, key);
      entry.element(2, value);
    }));
    model.functions().forEach(each -> out.message(25, function -> function(function, each)));
    out.writeTo(channel);
  }

  private static void opsets(WireWriter out, int field, Map<String, Long> opsets) {
    opsets.forEach((domain, version) -> out.message(field, opset -> {
      opset.text(1, domain);
      opset.whole(2, version);
    }));
  }

  private static void function(WireWriter out, FunctionProto function) {
    out.text(1, function.name());
    function.inputs().forEach(each -> out.element(4, each));
    function.outputs().forEach(each -> out.element(5, each));
    function.attributes().forEach(each -> out.element(6, each));
    function.nodes().forEach(each -> out.message(7, node -> node(node, each)));
    opsets(out, 9, function.opsets());
    out.text(10, function.domain());
    function.defaults().forEach(each -> out.message(11, attribute -> attribute(attribute, each)));
  }

  private static void graph(WireWriter out, GraphProto graph) {
    graph.nodes().forEach(each -> out.message(1, node -> node(node, each)));
    out.text(2, graph.name());
    graph.initializers().forEach(each -> out.message(5, tensor -> tensor(tensor, each)));
    out.text(10, graph.doc());
    graph.inputs().forEach(each -> out.message(11, value -> value(value, each)));
    graph.outputs().forEach(each -> out.message(12, value -> value(value, each)));
    graph.values().forEach(each -> out.message(13, value -> value(value, each)));
  }

  private static void node(WireWriter out, NodeProto node) {
    node.inputs().forEach(each -> out.element(1, each));
    node.outputs().forEach(each -> out.element(2, each));
    out.text(3, node.name());
    out.text(4, node.operator());
    node.attributes().forEach(each -> out.message(5, attribute -> attribute(attribute, each)));
    out.text(7, node.domain());
  }

  private static void attribute(WireWriter out, AttributeProto attribute) {
    out.text(1, attribute.name());
    out.whole(20, switch (attribute.content()) {
      case Content.Real(var value) -> {
        out.real(2, value);
        yield 1;
      }
      case Content.Whole(var value) -> {
        out.always(3, value);
        yield 2;
      }
      case Content.Text(var value) -> {
        out.element(4, value);
        yield 3;
      }
      case Content.OfTensor(var value) -> {
        out.message(5, tensor -> tensor(tensor, value));
        yield 4;
      }
      case Content.OfGraph(var value) -> {
        out.message(6, graph -> graph(graph, value));
        yield 5;
      }
      case Content.Reals(var values) -> {
        values.forEach(each -> out.real(7, each));
        yield 6;
      }
      case Content.Wholes(var values) -> {
        values.forEach(each -> out.always(8, each));
        yield 7;
      }
      case Content.Texts(var values) -> {
        values.forEach(each -> out.element(9, each));
        yield 8;
      }
      case Content.Reference(var name) -> {
        out.element(21, name);
        yield 0;
      }
      case Content.Other(var kind) -> kind;
    });
  }

  private static void value(WireWriter out, ValueProto value) {
    out.text(1, value.name());
    if (value.type() instanceof ValueType.Tensor tensor) {
      out.message(2, type -> type.message(1, of -> {
        tensor.element().ifPresent(each -> of.whole(1, each.code()));
        tensor.shape().ifPresent(sizes -> of.message(2, shape -> shape(shape, sizes)));
      }));
    }
  }

  private static void shape(WireWriter out, List<Size> sizes) {
    for (Size size : sizes) {
      out.message(1, dim -> {
        switch (size) {
          case Size.Known(var value) -> dim.always(1, value);
          case Size.Named(var name) -> dim.element(2, name);
          case Size.Unknown() -> {}
        }
      });
    }
  }

  private static void tensor(WireWriter out, TensorProto tensor) {
    out.wholes(1, tensor.dims());
    out.whole(2, tensor.element().code());
    out.text(8, tensor.name());
    switch (tensor.data()) {
      case Data.Raw(var bytes) -> out.bytes(9, bytes);
      case Data.Reals(var values) -> out.bytes(4, floats(values));
      case Data.Doubles(var values) -> out.bytes(10, doubles(values));
      case Data.Wholes(var values) -> out.wholes(tensor.element() == ElementType.INT64
          ? 7
          : tensor.element() == ElementType.UINT64 || tensor.element() == ElementType.UINT32 ? 11 : 5,
          Arrays.stream(values).boxed().toList());
      case Data.Texts(var values) -> values.forEach(each -> out.element(6, each));
    }
  }

  private static ByteBuffer floats(float[] values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer doubles(double[] values) {
    var bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }
}
