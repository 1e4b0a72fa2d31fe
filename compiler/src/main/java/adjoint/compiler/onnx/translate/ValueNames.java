package adjoint.compiler.onnx.translate;

import java.util.Locale;
import java.util.Map;

/** What a person would call the result of an operator. */
final class ValueNames {

  private static final Map<String, String> BY_OPERATOR =
      Map.ofEntries(Map.entry("Add", "sum"), Map.entry("Sub", "difference"),
          Map.entry("Mul", "product"), Map.entry("Div", "quotient"), Map.entry("MatMul", "product"),
          Map.entry("Gemm", "hidden"),
          Map.entry("Linear", "hidden"), Map.entry("Conv", "features"), Map.entry("Relu", "active"),
          Map.entry("Softmax", "share"),
          Map.entry("LayerNormalization", "normed"), Map.entry("BatchNormalization", "normed"),
          Map.entry("Gather", "chosen"),
          Map.entry("Concat", "joined"), Map.entry("Reshape", "shaped"), Map.entry("Where", "chosen"),
          Map.entry("Sigmoid", "gate"),
          Map.entry("MaxPool", "pooled"), Map.entry("AveragePool", "pooled"), Map.entry("Clip", "bounded"));

  private ValueNames() {}

  static String of(String operator) {
    return BY_OPERATOR.getOrDefault(operator, operator.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT));
  }
}
