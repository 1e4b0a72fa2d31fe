/**
 * Graphs as lines of mathematics in the language's own notation, as `nn grad` shows them. Begin reading at
 * {@link adjoint.compiler.math.MathPrinter}.
 */
package adjoint.compiler.math;
