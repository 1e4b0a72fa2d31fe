package adjoint.compiler.onnx.export;

import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Element;

/** What the elements of our tensors are in a file. */
final class Elements {

  private Elements() {}

  static ElementType of(Element element) {
    return switch (element) {
      case REAL -> ElementType.FLOAT;
      case INT -> ElementType.INT64;
      case BOOL -> ElementType.BOOL;
    };
  }
}
