package adjoint.compiler.onnx.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One operator applied.
 *
 * @param operator by its name in the standard; those of `ai.onnx.ml` with that before a colon
 * @param inputs names of tensors; empty for one that is left out
 */
public record OperatorNode(String operator, List<String> inputs, List<String> outputs,
    Map<String, NodeAttribute> attributes) {

  /** With other names for what it takes and gives; what a loop repeats reads by them, too. */
  OperatorNode renamed(UnaryOperator<String> name) {
    Map<String, NodeAttribute> inside = new LinkedHashMap<>(attributes);
    inside.replaceAll((_, attribute) -> attribute instanceof NodeAttribute.Body body
        ? new NodeAttribute.Body(body.graph().renamed(name))
        : attribute);
    return new OperatorNode(operator, inputs.stream().map(name).toList(), outputs.stream().map(name).toList(), inside);
  }
}
