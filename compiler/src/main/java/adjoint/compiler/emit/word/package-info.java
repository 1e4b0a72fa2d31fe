/**
 * What kernels compute, below tensors and above bytecode: {@link adjoint.compiler.emit.word.Word}s are 32-bit values made
 * by a small set of operators. Scalar expressions, addresses and the polynomials of the scalar functions are all written
 * in them once; the scalar and the vector form of a kernel are two ways of writing the same words down, which is why they
 * have the same bits.
 */
package adjoint.compiler.emit.word;
