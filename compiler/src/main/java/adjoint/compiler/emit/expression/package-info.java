/**
 * From scalar expressions to code: {@link adjoint.compiler.emit.expression.Lowering} makes words of them, and
 * {@link adjoint.compiler.emit.expression.ScalarForm} and {@link adjoint.compiler.emit.expression.VectorForm} write words
 * into the method that a {@link adjoint.compiler.emit.expression.Kernel} is.
 */
package adjoint.compiler.emit.expression;
