/**
 * What people ask about a program: whether the gradients are right ({@link adjoint.compiler.inspect.GradientCheck}), what the
 * layers cost ({@link adjoint.compiler.inspect.Summarize}), which line made the first number that isn't finite
 * ({@link adjoint.compiler.inspect.FirstNotFinite}).
 */
package adjoint.compiler.inspect;
