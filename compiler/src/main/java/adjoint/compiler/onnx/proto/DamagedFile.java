package adjoint.compiler.onnx.proto;

/** What is wrong with the bytes of an ONNX file, without the file's name. */
final class DamagedFile extends RuntimeException {

  private static final long serialVersionUID = 1;

  DamagedFile(String message) {
    super(message);
  }
}
