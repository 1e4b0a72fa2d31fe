/**
 * The messages of an `.onnx` file as records, and their wire format, that of Protocol Buffers. Nothing of a file's tensors is
 * copied until their numbers are asked for.
 *
 * <p>Reading distrusts the file: each length is held against what is there, nesting has a limit, texts must be UTF-8, and
 * external data must lie in the model's folder. Fields that aren't known are skipped.
 *
 * <p><i>Source</i>: onnx.proto of the ONNX project, IR versions 3 to 13; encoding: developers.google.com/protocol-buffers.
 */
package adjoint.compiler.onnx.proto;
