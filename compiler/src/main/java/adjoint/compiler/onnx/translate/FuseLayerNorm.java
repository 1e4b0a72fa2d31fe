package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.AttributeProto;
import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** (x - mean)/√(mean((x - mean)²) + eps)·weight + bias over the last axis. */
final class FuseLayerNorm implements NodePattern {

  @Override
  public Optional<Whole> endingIn(NodeProto last, NodePieces pieces) {
    if (!last.operator().equals("Add")) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      String bias = last.inputs().get(1 - i);
      var product = pieces.maker(last.inputs().get(i), "Mul");
      if (product.isPresent() && pieces.constant(bias).isPresent()) {
        for (int k = 0; k < 2; k++) {
          String weight = product.get().inputs().get(1 - k);
          var found = quotient(product.get().inputs().get(k), pieces);
          if (found.isPresent() && pieces.constant(weight).isPresent()) {
            return Optional.of(whole(last, product.get(), found.get(), weight, bias));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** @param nodes of the quotient */
  private record Standardized(String x, double eps, List<NodeProto> nodes) {}

  private static Whole whole(NodeProto last, NodeProto product, Standardized of, String weight, String bias) {
    var node = new NodeProto(product.name(), "", "LayerNormalization", List.of(of.x, weight, bias), last.outputs(),
        List.of(
            new AttributeProto("axis", new Content.Whole(-1)),
            new AttributeProto("epsilon", new Content.Real((float) of.eps))));
    List<NodeProto> gone = new ArrayList<>(of.nodes);
    gone.add(product);
    return new Whole(node, gone);
  }

  private static Optional<Standardized> quotient(String value, NodePieces pieces) {
    var quotient = pieces.maker(value, "Div");
    var difference = quotient.flatMap(node -> pieces.maker(node.inputs().get(0), "Sub"));
    var root = quotient.flatMap(node -> pieces.maker(node.inputs().get(1), "Sqrt"));
    var sum = root.flatMap(node -> pieces.maker(node.inputs().get(0), "Add"));
    var mean = difference.flatMap(node -> pieces.maker(node.inputs().get(1), "ReduceMean"));
    if (sum.isEmpty() || mean.isEmpty() || !isLast(mean.get(), pieces)
        || !mean.get().inputs().getFirst().equals(difference.get().inputs().getFirst())) {
      return Optional.empty();
    }
    var eps = pieces.constant(sum.get().inputs().get(1)).flatMap(OnnxValue.Known::single);
    var variance = pieces.maker(sum.get().inputs().get(0), "ReduceMean").filter(node -> isLast(node, pieces));
    var square = variance.flatMap(node -> squared(node.inputs().getFirst(), pieces));
    var again = square.flatMap(node -> pieces.maker(node.inputs().getFirst(), "Sub"))
        .filter(node -> node.inputs().equals(difference.get().inputs()));
    return eps.isEmpty() || again.isEmpty()
        ? Optional.empty()
        : Optional
            .of(new Standardized(mean.get().inputs().getFirst(), eps.get(), List.of(quotient.get(), difference.get(),
                root.get(), sum.get(), mean.get(), variance.orElseThrow(), square.orElseThrow(), again.get())));
  }

  private static Optional<NodeProto> squared(String value, NodePieces pieces) {
    return pieces.maker(value, "Pow").filter(node -> pieces.isNumber(node.inputs().get(1), 2))
        .or(() -> pieces.maker(value, "Mul").filter(node -> node.inputs().get(0).equals(node.inputs().get(1))));
  }

  private static boolean isLast(NodeProto mean, NodePieces pieces) {
    boolean byAttribute = mean.attribute("axes")
        .filter(each -> each instanceof Content.Wholes(var axes) && axes.equals(List.of(-1L))).isPresent();
    return byAttribute || mean.inputs().size() > 1 && pieces.isNumber(mean.inputs().get(1), -1);
  }
}
