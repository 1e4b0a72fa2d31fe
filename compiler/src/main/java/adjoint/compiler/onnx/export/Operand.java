package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.List;

/**
 * A tensor with an axis for each of some index variables, in the order of the comprehension that it is part of. It is
 * the same for all values of the others.
 */
record Operand(String name, ElementType type, List<Index> indices) {

  boolean varies(Index index) {
    return indices.contains(index);
  }

  int axis(Index index) {
    return indices.indexOf(index);
  }
}
