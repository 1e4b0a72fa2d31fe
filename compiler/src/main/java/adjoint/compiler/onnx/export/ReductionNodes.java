package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reductions of an operand over some of its indices.
 *
 * @param opset from 18 on, axes are an input of all of them; before that, of sums alone
 */
record ReductionNodes(LoweringScope scope, int opset) {

  Operand of(Reduction reduction, Operand body, List<Index> over) {
    return switch (reduction) {
      case SUM -> sum(scope.cast(body, ElementType.FLOAT), over);
      case MAX -> reduced("ReduceMax", body, over);
      case MIN -> reduced("ReduceMin", body, over);
      case ANY -> scope.cast(reduced("ReduceMax", scope.cast(body, ElementType.FLOAT), over), ElementType.BOOL);
      case ALL -> scope.cast(reduced("ReduceMin", scope.cast(body, ElementType.FLOAT), over), ElementType.BOOL);
    };
  }

  Operand mean(Operand body, List<Index> over) {
    return reduced("ReduceMean", scope.cast(body, ElementType.FLOAT), over);
  }

  /** What doesn't vary with an index is counted as often as it has places. */
  private Operand sum(Operand body, List<Index> over) {
    Operand sum = reduced("ReduceSum", body, over);
    Size times = over.stream().filter(i -> !body.varies(i)).map(Index::size).reduce(Size.ONE, Size::times);
    if (times.is(1)) {
      return sum;
    }
    Broadcasting nodes = new Broadcasting(scope, sum.indices());
    Operand count = scope.cast(nodes.whole(scope.sizes().scalar(times)), ElementType.FLOAT);
    return nodes.apply("Mul", ElementType.FLOAT, sum, count);
  }

  private Operand reduced(String operator, Operand body, List<Index> over) {
    List<Long> axes = over.stream().filter(body::varies).map(i -> (long) body.axis(i)).toList();
    if (axes.isEmpty()) {
      return body;
    }
    List<Index> left = body.indices().stream().filter(i -> !over.contains(i)).toList();
    Map<String, NodeAttribute> attributes = new LinkedHashMap<>();
    boolean input = opset >= 18 || operator.equals("ReduceSum");
    if (!input) {
      attributes.put("axes", NodeAttribute.of(axes));
    }
    attributes.put("keepdims", NodeAttribute.of(0));
    List<String> inputs = input ? List.of(body.name(), scope.writer().vector(axes)) : List.of(body.name());
    return new Operand(scope.writer().add(operator, inputs, attributes), body.type(), left);
  }
}
