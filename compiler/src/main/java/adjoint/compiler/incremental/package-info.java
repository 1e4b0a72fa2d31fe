/**
 * From a model of sequences to one step of it: {@link adjoint.compiler.incremental.StepForm} evaluates the row of a position from
 * what earlier positions left, where {@link adjoint.compiler.incremental.Causality} shows that no row depends on later ones.
 */
package adjoint.compiler.incremental;
