/**
 * What can be wrong, and how it is told. {@link adjoint.repl.problem.ProblemKinds} is everything that a message can be about,
 * each kind with its page; {@link adjoint.repl.problem.CommandFailure} is thrown where the words of a command are wrong, and
 * {@link adjoint.repl.problem.Complaint} is whatever went wrong as it is told. A bug of ours is told by the
 * package that broke, and its trace kept in a file ({@link adjoint.repl.problem.BugReport}).
 */
package adjoint.repl.problem;
