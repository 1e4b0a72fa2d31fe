package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Counterparts that were written out of pieces, put together again. */
final class Fusions {

  /** `MatMul` by a constant matrix, then `Add` of a constant vector. */
  static final String LINEAR = "Linear";

  private Fusions() {}

  /**
   * The nodes with fewer, larger ones in the places of some.
   *
   * @param known a constant by its name
   * @param kept values that have to stay
   */
  static List<NodeProto> of(List<NodeProto> nodes, Function<String, Optional<Known>> known, List<String> kept) {
    List<NodeProto> fused = nodes;
    for (NodePattern fusion : List.of(new FuseLayerNorm(), new FuseGelu(), new FuseLinear())) {
      fused = new NodePieces(fused, known, kept).replaced(fusion);
    }
    return fused;
  }
}
