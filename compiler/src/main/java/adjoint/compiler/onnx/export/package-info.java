/**
 * A model as an `.onnx` file: {@link adjoint.compiler.onnx.export.ModelExport} goes from a graph, as it was lowered, to the
 * messages of the file.
 *
 * <p>Each definition becomes operators by {@link adjoint.compiler.onnx.export.DefinitionNodes}. The forms that the standard has
 * an operator for are tried first: normalizations, softmax, means, convolutions and pools, products of matrices. What is
 * none of these is said as it stands: an expression is evaluated on whole tensors, with an axis for each index that it varies
 * with ({@link adjoint.compiler.onnx.export.ScalarNodes}), reads at index expressions are Slices, Reshapes and Gathers
 * ({@link adjoint.compiler.onnx.export.Reads}), and what is left is a reduction. So any comprehension can be said; scans are
 * Scans, and what `repeat` stacks is written out layer after layer. At last weights are turned to lie as the operators read them.
 */
package adjoint.compiler.onnx.export;
