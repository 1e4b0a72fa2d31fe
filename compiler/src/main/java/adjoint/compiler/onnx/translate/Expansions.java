package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.AttributeProto;
import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counterparts of quantised numbers written as several: dequantised, computed as floats, quantised again. */
final class Expansions {

  /** Each with the oldest opset that has it. */
  static final Map<String, Integer> SINCE =
      Map.of("QLinearMatMul", 10, "QLinearConv", 10, "MatMulInteger", 10, "ConvInteger", 10);

  private final List<NodeProto> result = new ArrayList<>();

  private Expansions() {}

  static List<NodeProto> of(List<NodeProto> nodes) {
    var expansions = new Expansions();
    nodes.forEach(expansions::add);
    return expansions.result;
  }

  private void add(NodeProto node) {
    if (!node.domain().isEmpty() || !SINCE.containsKey(node.operator())) {
      result.add(node);
    } else if (node.operator().startsWith("QLinear")) {
      quantized(node);
    } else {
      String a = moved(node, 0, 2, "a");
      String b = moved(node, 1, 3, "b");
      result.add(made(node, node.operator().replace("Integer", ""), List.of(a, b), node.outputs().getFirst(),
          node.attributes()));
    }
  }

  private void quantized(NodeProto node) {
    List<String> in = node.inputs();
    boolean isConvolution = node.operator().equals("QLinearConv");
    List<AttributeProto> first = List.of(new AttributeProto("axis", new Content.Whole(0)));
    String a = add(node, "DequantizeLinear", in.subList(0, 3), "a", List.of());
    String b = add(node, "DequantizeLinear", in.subList(3, 6), "b", isConvolution ? first : List.of());
    List<String> operands = new ArrayList<>(List.of(a, b));
    if (in.size() > 8 && !in.get(8).isEmpty()) {
      String scale = add(node, "Mul", List.of(in.get(1), in.get(4)), "scale", List.of());
      operands.add(add(node, "DequantizeLinear", List.of(in.get(8), scale), "bias", first));
    }
    String y = add(node, node.operator().replace("QLinear", ""), operands, "y", node.attributes());
    result.add(made(node, "QuantizeLinear", List.of(y, in.get(6), in.get(7)), node.outputs().getFirst(), List.of()));
  }

  /** An input less its zero point. */
  private String moved(NodeProto node, int input, int zero, String name) {
    return node.inputs().size() > zero && !node.inputs().get(zero).isEmpty()
        ? add(node, "Sub", List.of(node.inputs().get(input), node.inputs().get(zero)), name, List.of())
        : node.inputs().get(input);
  }

  private String add(NodeProto of, String operator, List<String> inputs, String name, List<AttributeProto> attributes) {
    String output = "/" + of.outputs().getFirst() + "/" + name;
    result.add(made(of, operator, inputs, output, attributes));
    return output;
  }

  private static NodeProto made(NodeProto of, String operator, List<String> inputs, String output,
      List<AttributeProto> attributes) {
    return new NodeProto(of.name(), "", operator, inputs, List.of(output), attributes);
  }
}
