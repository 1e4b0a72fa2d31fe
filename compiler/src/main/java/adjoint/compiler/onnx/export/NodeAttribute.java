package adjoint.compiler.onnx.export;

import java.util.List;

/** What a node says besides its inputs. */
public sealed interface NodeAttribute {

  record Whole(long value) implements NodeAttribute {}

  record Wholes(List<Long> values) implements NodeAttribute {}

  record Real(float value) implements NodeAttribute {}

  record Text(String value) implements NodeAttribute {}

  record Texts(List<String> values) implements NodeAttribute {}

  /** What a loop repeats. */
  record Body(OperatorGraph graph) implements NodeAttribute {}

  static NodeAttribute of(long value) {
    return new Whole(value);
  }

  static NodeAttribute of(List<Long> values) {
    return new Wholes(List.copyOf(values));
  }
}
