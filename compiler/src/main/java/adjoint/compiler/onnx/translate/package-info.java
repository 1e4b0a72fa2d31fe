/**
 * ONNX → `.nn`: {@link adjoint.compiler.onnx.translate.ImportNetwork} goes through the nodes once and says of each what a
 * person would write.
 *
 * <p>ONNX knows an axis by its position, the language by its name. So each value is kept with both ({@link
 * adjoint.compiler.onnx.translate.OnnxValue}): for every position the name of the axis there, or none where the value is the
 * same along it. Transposing, squeezing and expanding are then only said of the value and written nowhere; renames are written
 * where names of two operands don't meet. Dims are placeholders in the text until all of them are known
 * ({@link adjoint.compiler.onnx.translate.DimNames}).
 *
 * <p>What an operator becomes is a row of {@link adjoint.compiler.onnx.translate.Counterparts}. Counterparts written out of pieces
 * are put together before ({@link adjoint.compiler.onnx.translate.Fusions}).
 */
package adjoint.compiler.onnx.translate;
