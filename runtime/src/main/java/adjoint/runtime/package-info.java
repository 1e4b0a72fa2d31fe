/**
 * What a trained model needs to run and to be trained, on Java 17 and later. {@link adjoint.runtime.program.Program} is the
 * contract with the compiler, {@link adjoint.runtime.recipe.Recipe} what a `train` block says,
 * {@link adjoint.runtime.train.Trainer} runs it, {@link adjoint.runtime.predict.Predictor} uses the result. Problems that
 * users can put right are {@link adjoint.runtime.UserProblem}s, of a {@link adjoint.runtime.ProblemKind}; anything else that
 * is thrown is a bug.
 */
package adjoint.runtime;
