package adjoint.compiler.onnx.export;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.AttributeProto;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.GraphProto;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.proto.TensorProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A graph of operators as the messages of a file. */
final class ModelMessage {

  private ModelMessage() {}

  static ModelProto of(OperatorGraph graph, int opset, Map<String, String> metadata) {
    Map<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", (long) opset);
    if (graph.nodes().stream().anyMatch(n -> n.operator().contains(":"))) {
      opsets.put("ai.onnx.ml", 2L);
    }
    return new ModelProto(irVersion(opset), "Adjoint", "", "", opsets, graph(graph), List.of(), metadata);
  }

  /** The version of the format that came with a version of the operators. */
  private static long irVersion(int opset) {
    return opset <= 18 ? 8 : opset <= 20 ? 9 : opset <= 22 ? 10 : 11;
  }

  private static GraphProto graph(OperatorGraph graph) {
    return new GraphProto(graph.name(), graph.nodes().stream().map(ModelMessage::node).toList(),
        graph.constants().stream().map(ModelMessage::tensor).toList(), values(graph.inputs()),
        values(graph.outputs()), List.of(), "");
  }

  private static List<GraphProto.ValueProto> values(List<OperatorGraph.Tensor> tensors) {
    return tensors.stream().map(t -> new GraphProto.ValueProto(t.name(),
        new GraphProto.ValueType.Tensor(Optional.of(t.type()),
            Optional.of(t.sizes().stream().map(size -> size.isConstant()
                ? (GraphProto.Size) new GraphProto.Size.Known(size.constant())
                : new GraphProto.Size.Named(size.toString())).toList()))))
        .toList();
  }

  private static NodeProto node(OperatorNode node) {
    int domain = node.operator().indexOf(':');
    return new NodeProto(node.outputs().getFirst(), node.operator().substring(0, Math.max(0, domain)),
        node.operator().substring(domain + 1), node.inputs(), node.outputs(), node.attributes().entrySet().stream()
            .map(e -> new AttributeProto(e.getKey(), content(e.getValue()))).toList());
  }

  private static Content content(NodeAttribute attribute) {
    return switch (attribute) {
      case NodeAttribute.Whole(var value) -> new Content.Whole(value);
      case NodeAttribute.Wholes(var values) -> new Content.Wholes(values);
      case NodeAttribute.Real(var value) -> new Content.Real(value);
      case NodeAttribute.Text(var value) -> new Content.Text(value);
      case NodeAttribute.Texts(var values) -> new Content.Texts(values);
      case NodeAttribute.Body(var body) -> new Content.OfGraph(graph(body));
    };
  }

  private static TensorProto tensor(ConstantTensor tensor) {
    return switch (tensor) {
      case ConstantTensor.Reals r -> TensorProto.of(r.name(), r.dims(), r.elements());
      case ConstantTensor.Truths t -> new TensorProto(t.name(), ElementType.BOOL, t.dims(),
          new TensorProto.Data.Wholes(numbers(t.elements())));
      case ConstantTensor.Wholes w -> TensorProto.of(w.name(), w.dims(), w.elements());
    };
  }

  private static long[] numbers(boolean... truths) {
    long[] numbers = new long[truths.length];
    for (int i = 0; i < truths.length; i++) {
      numbers[i] = truths[i] ? 1 : 0;
    }
    return numbers;
  }
}
