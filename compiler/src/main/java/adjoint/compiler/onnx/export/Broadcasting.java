package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.onnx.proto.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Operators on tensors that vary with different indices. Axes that one lacks are put in with the size 1, but for those in
 * front, which operators put in themselves.
 *
 * @param order of the index variables
 */
record Broadcasting(LoweringScope scope, List<Index> order) {

  /** An operator on each element. */
  Operand apply(String operator, ElementType type, Operand... operands) {
    return apply(operator, type, Map.of(), operands);
  }

  Operand apply(String operator, ElementType type, Map<String, NodeAttribute> attributes, Operand... operands) {
    List<Index> indices = order.stream().filter(i -> Stream.of(operands).anyMatch(o -> o.varies(i))).toList();
    List<String> inputs = Stream.of(operands).map(o -> aligned(o, indices)).toList();
    return new Operand(scope.writer().add(operator, inputs, attributes), type, indices);
  }

  /** With an axis for each of these from its first one on; of size 1 where it doesn't vary. */
  String aligned(Operand operand, List<Index> indices) {
    if (operand.indices().isEmpty()) {
      return operand.name();
    }
    List<Long> missing = new ArrayList<>();
    int first = indices.indexOf(operand.indices().getFirst());
    for (int i = first; i < indices.size(); i++) {
      if (!operand.varies(indices.get(i))) {
        missing.add((long) i - first);
      }
    }
    return missing.isEmpty()
        ? operand.name()
        : scope.writer().add("Unsqueeze", operand.name(), scope.writer().vector(missing));
  }

  /** With an axis for each of these, none left out. */
  Operand expanded(Operand operand, List<Index> indices) {
    if (operand.indices().equals(indices)) {
      return operand;
    }
    String whole = scope.sizes().vector(indices.stream().map(Index::size).toList());
    return new Operand(scope.writer().add("Expand", aligned(operand, indices), whole), operand.type(), indices);
  }

  Operand real(double value) {
    return new Operand(scope.writer().real(value), ElementType.FLOAT, List.of());
  }

  Operand whole(String scalar) {
    return new Operand(scalar, ElementType.INT64, List.of());
  }
}
