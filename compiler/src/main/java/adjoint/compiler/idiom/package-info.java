/**
 * Functions that the field knows by name, found again in the comprehensions that they are made of:
 * {@link adjoint.compiler.idiom.Idioms} softmax, its logarithm, one-hot and mean, {@link adjoint.compiler.idiom.MatrixProduct}
 * products of two tensors, {@link adjoint.compiler.idiom.PaddedRead} reads with a margin. Whoever writes a graph down for
 * others asks here: {@link adjoint.compiler.math} does.
 */
package adjoint.compiler.idiom;
