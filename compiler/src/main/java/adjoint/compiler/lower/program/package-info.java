/**
 * A parsed file → {@link adjoint.compiler.lower.program.Lowered}, all graphs that it runs, or its problems.
 * {@link adjoint.compiler.lower.program.FileScopes} gives each file an environment,
 * {@link adjoint.compiler.lower.program.CheckNames} and {@link adjoint.compiler.lower.program.CheckBodies} find what can be wrong
 * before anything is used, and {@link adjoint.compiler.lower.program.ProgramLowering} lowers models, training, tests and initial
 * values.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.program.ProgramLowering}.
 */
package adjoint.compiler.lower.program;
