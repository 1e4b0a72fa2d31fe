/**
 * Passes from graph to graph that keep what it means: the list of them is {@link adjoint.compiler.optimize.Optimizer},
 * the rules for scalars are {@link adjoint.compiler.optimize.SimplifyScalars}. Each is one file with one test.
 */
package adjoint.compiler.optimize;
