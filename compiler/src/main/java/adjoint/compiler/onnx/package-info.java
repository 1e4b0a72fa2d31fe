/**
 * Networks in the ONNX format: {@link adjoint.compiler.onnx.proto} is the file, message by message; the rooms beside it make a
 * program of one, and one of a program.
 */
package adjoint.compiler.onnx;
