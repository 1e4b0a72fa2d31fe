/**
 * Names → what they denote. An {@link adjoint.compiler.lower.scope.Environment} knows the names at a place, a
 * {@link adjoint.compiler.lower.scope.Denotation} is what one stands for: a tensor that flows, something that the compiler
 * knows, or something to apply. {@link adjoint.compiler.lower.scope.InstanceNames} finds the names of a body's layers, the
 * {@link adjoint.compiler.lower.scope.ProgramScope} holds what all graphs of a program share, above all its parameters and
 * states, and the {@link adjoint.compiler.lower.scope.Library} is the standard library's text.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.scope.Denotation}.
 */
package adjoint.compiler.lower.scope;
