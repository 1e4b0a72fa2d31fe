/**
 * Kernels → bytecode: {@link adjoint.compiler.emit.jvm.ProgramEmitter} writes the class of a plan,
 * {@link adjoint.compiler.emit.jvm.ProcedureWriter} each of its procedures as a static method, numbers as plain JVM code and
 * lanes by the Vector API. Nothing else in {@code emit} knows of either.
 */
package adjoint.compiler.emit.jvm;
