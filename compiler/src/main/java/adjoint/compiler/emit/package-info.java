/**
 * Plan → kernels → bytecode: a class a plan, in the vector and in the scalar form, with the same bits.
 *
 * <p>{@link adjoint.compiler.emit.ProgramKernels} has all procedures of a plan in the {@link adjoint.compiler.emit.kernel
 * language of kernels}; {@link adjoint.compiler.emit.KernelEmitter} asks the room that knows a kind of step for its own:
 *
 * <ul>
 *   <li>{@link adjoint.compiler.emit.contraction}: sums of products, blocked, packed, tiled in registers;
 *   <li>{@link adjoint.compiler.emit.nest}: everything else that is computed element by element or reduced.
 * </ul>
 *
 * <p>Both compute expressions in {@link adjoint.compiler.emit.word words}, which {@link adjoint.compiler.emit.expression}
 * makes of scalars and writes down in either form; the functions among them are made of simpler words by
 * {@link adjoint.compiler.emit.function}. {@link adjoint.compiler.emit.jvm} makes class files of the procedures.
 */
package adjoint.compiler.emit;
