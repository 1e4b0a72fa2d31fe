/**
 * The language of kernels, between plans and machine code: procedures over typed variables with loops, branches, arrays and
 * lanes, in which every value is explicit. {@link adjoint.compiler.emit.kernel.KernelPrinter} writes it for people,
 * {@link adjoint.compiler.emit.kernel.KernelVerifier} checks what the language promises.
 */
package adjoint.compiler.emit.kernel;
