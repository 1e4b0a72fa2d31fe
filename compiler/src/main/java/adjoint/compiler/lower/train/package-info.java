/**
 * A `train` block → {@link adjoint.compiler.lower.train.LoweredTraining}: the graphs of a step and of an evaluation, and the
 * recipe that the runtime follows. {@link adjoint.compiler.lower.train.StepLowering} appends gradients and updates, the rule of
 * each update elaborated by {@link adjoint.compiler.lower.train.OptimizerLowering};
 * {@link adjoint.compiler.lower.train.RowSplit} cuts an evaluation where examples meet;
 * {@link adjoint.compiler.lower.train.DataReading} and {@link adjoint.compiler.lower.train.TrainSettings} read the lines that
 * compute nothing.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.train.TrainLowering}.
 */
package adjoint.compiler.lower.train;
