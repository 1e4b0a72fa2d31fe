package adjoint.compiler.onnx.proto;

import java.util.List;
import java.util.Map;

/**
 * A whole file.
 *
 * @param opsets the version of each domain's operators; the standard's own domain is ""
 */
public record ModelProto(long irVersion, String producer, String producerVersion, String doc, Map<String, Long> opsets,
    GraphProto graph, List<FunctionProto> functions, Map<String, String> metadata) {

  /**
   * An operator that the file itself defines.
   *
   * @param attributes names of those that a node may give it
   * @param defaults of further attributes
   */
  public record FunctionProto(String domain, String name, List<String> inputs, List<String> outputs,
      List<String> attributes,
      List<AttributeProto> defaults, List<NodeProto> nodes, Map<String, Long> opsets) {}
}
