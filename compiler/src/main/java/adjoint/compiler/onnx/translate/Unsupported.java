package adjoint.compiler.onnx.translate;

/** Why a node has no counterpart in the language. */
final class Unsupported extends RuntimeException {

  private static final long serialVersionUID = 1;

  Unsupported(String why) {
    super(why);
  }
}
