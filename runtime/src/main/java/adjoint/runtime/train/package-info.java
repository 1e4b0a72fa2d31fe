/**
 * The training loop. {@link adjoint.runtime.train.Trainer} runs a recipe on a compiled program,
 * {@link adjoint.runtime.train.Evaluator} scores weights on its data; both tell a
 * {@link adjoint.runtime.train.Progress} what happens and give a {@link adjoint.runtime.train.Report}.
 */
package adjoint.runtime.train;
