/**
 * The chain rule: derivatives of graphs, as definitions in the same graph. A comprehension's derivative is found by
 * solving its index expressions for the indices of what it reads ({@link adjoint.compiler.gradient.Inversion}) and is
 * again a comprehension; a scan's is a scan that runs the other way.
 */
package adjoint.compiler.gradient;
