/**
 * From scalar expressions to code: {@link adjoint.compiler.emit.expression.Lowering} makes words of them, and
 * {@link adjoint.compiler.emit.expression.ScalarForm} and {@link adjoint.compiler.emit.expression.LaneForm} write words into
 * the procedure that a {@link adjoint.compiler.emit.expression.MethodState} keeps: which of them is in which variable.
 */
package adjoint.compiler.emit.expression;
