/**
 * What can be wrong with what was asked for. {@link adjoint.repl.problem.CliProblem} lists the kinds, each with a code and a
 * page; {@link adjoint.repl.problem.CommandFailure} is thrown with one of them, and {@link adjoint.repl.problem.Complaint} is
 * whatever went wrong as it is told. A bug of ours is told by the package that broke, and its trace kept in a file
 * ({@link adjoint.repl.problem.BugReport}).
 */
package adjoint.repl.problem;
