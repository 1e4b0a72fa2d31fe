/**
 * Facts → problems in words. A {@link adjoint.compiler.lower.problem.Mistake} leaves the statement that it was found in;
 * {@link adjoint.compiler.lower.problem.FoundProblems} keeps it and goes on behind the statement. What that would have bound is
 * wrong from there on, and its uses are left by {@link adjoint.compiler.lower.problem.AlreadyReported}, without another
 * message.
 *
 * <p>The words stand by what they are about; each shows both sides of a mistake, and where each was made:
 * {@link adjoint.compiler.lower.problem.NameMistakes}, {@link adjoint.compiler.lower.problem.DimMistakes}, {@link adjoint.compiler.lower.problem.CallMistakes},
 * {@link adjoint.compiler.lower.problem.BodyMistakes}, {@link adjoint.compiler.lower.problem.EquationMistakes},
 * {@link adjoint.compiler.lower.problem.PlaceMistakes}.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.problem.FoundProblems}.
 */
package adjoint.compiler.lower.problem;
