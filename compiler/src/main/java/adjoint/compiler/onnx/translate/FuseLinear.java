package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import java.util.List;
import java.util.Optional;

/** x·W + b with a constant matrix and a constant vector is an affine map. */
final class FuseLinear implements NodePattern {

  @Override
  public Optional<Whole> endingIn(NodeProto last, NodePieces pieces) {
    if (!last.operator().equals("Add") || !last.domain().isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < 2; i++) {
      String bias = last.inputs().get(1 - i);
      var product = pieces.maker(last.inputs().get(i), "MatMul");
      if (product.isPresent() && isVector(pieces, bias, product.get())) {
        List<String> inputs = List.of(product.get().inputs().get(0), product.get().inputs().get(1), bias);
        var node = new NodeProto(product.get().name(), "adjoint", Fusions.LINEAR, inputs, last.outputs(), List.of());
        return Optional.of(new Whole(node, List.of(product.get())));
      }
    }
    return Optional.empty();
  }

  private static boolean isVector(NodePieces pieces, String bias, NodeProto product) {
    var weight = pieces.constant(product.inputs().get(1));
    var vector = pieces.constant(bias);
    return weight.isPresent() && weight.get().dims().size() == 2 && pieces.constant(product.inputs().get(0)).isEmpty()
        && vector.isPresent() && vector.get().dims().size() == 1
        && vector.get().dims().getFirst().equals(weight.get().dims().get(1));
  }
}
