/**
 * Forms of an expression that neither overflow nor lose digits where the one that is written does: a rule a file, listed in
 * {@link adjoint.compiler.optimize.stable.StabilizeForms}. Both forms are equal where both are finite.
 */
package adjoint.compiler.optimize.stable;
