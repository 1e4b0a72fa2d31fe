/**
 * Expressions and statements → definitions of a graph. The {@link adjoint.compiler.lower.elaborate.Evaluator} is the switch
 * over all expressions, and each kind has a class: {@link adjoint.compiler.lower.elaborate.Operators},
 * {@link adjoint.compiler.lower.elaborate.CoreFunction}, {@link adjoint.compiler.lower.elaborate.ValueBrackets},
 * {@link adjoint.compiler.lower.elaborate.IndexEquations}, {@link adjoint.compiler.lower.elaborate.Recurrences}.
 * {@link adjoint.compiler.lower.elaborate.Calls} elaborates the body of a function or layer at the dims of its use: its
 * {@link adjoint.compiler.lower.elaborate.Header} and its arguments give its variables their meaning
 * ({@link adjoint.compiler.lower.elaborate.Binding}). {@link adjoint.compiler.lower.elaborate.Tensors} writes operations on named
 * axes down as comprehensions, and what has been written so far is a {@link adjoint.compiler.lower.elaborate.Build}.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.elaborate.Evaluator}.
 */
package adjoint.compiler.lower.elaborate;
