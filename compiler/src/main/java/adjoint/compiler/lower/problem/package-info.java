/**
 * Facts → problems in words. {@link adjoint.compiler.lower.problem.Mistakes} makes a
 * {@link adjoint.compiler.lower.problem.Problem}, which leaves the statement that it was found in;
 * {@link adjoint.compiler.lower.problem.FoundProblems} keeps it and goes on behind the statement. What that would have bound is
 * wrong from there on, and its uses are left by {@link adjoint.compiler.lower.problem.AlreadyReported}, without another
 * message.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.problem.FoundProblems}.
 */
package adjoint.compiler.lower.problem;
