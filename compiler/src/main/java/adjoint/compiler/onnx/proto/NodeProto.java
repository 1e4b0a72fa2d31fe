package adjoint.compiler.onnx.proto;

import java.util.List;
import java.util.Optional;

/**
 * An operator at work.
 *
 * @param inputs names of values; "" is one that is left out
 */
public record NodeProto(String name, String domain, String operator, List<String> inputs, List<String> outputs,
    List<AttributeProto> attributes) {

  public Optional<AttributeProto.Content> attribute(String called) {
    return attributes.stream().filter(each -> each.name().equals(called)).map(AttributeProto::content).findFirst();
  }

  /** How messages name it: by its name or, where it has none, by what it makes. */
  public String where() {
    return name.isEmpty() ? operator + " that makes " + String.join(", ", outputs) : name;
  }
}
