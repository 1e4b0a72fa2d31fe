/**
 * Passes from graph to graph that keep what it means: they are listed in {@link adjoint.compiler.Pipelines},
 * the rules for scalars are {@link adjoint.compiler.optimize.SimplifyScalars}. Each is one file with one test.
 */
package adjoint.compiler.optimize;
