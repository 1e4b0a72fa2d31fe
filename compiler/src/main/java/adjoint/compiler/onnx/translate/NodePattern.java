package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.NodeProto;
import java.util.List;
import java.util.Optional;

/** A pattern of nodes that is one operator. */
@FunctionalInterface
interface NodePattern {

  /**
   * What ends in a node.
   *
   * @param operator the node in place of all of them; it makes what the last one made
   * @param gone the others, whose values nothing else reads
   */
  record Whole(NodeProto operator, List<NodeProto> gone) {}

  /** What ends in this node; empty where it isn't the pattern's last. */
  Optional<Whole> endingIn(NodeProto last, NodePieces pieces);
}
