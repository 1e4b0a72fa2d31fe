package adjoint.runtime.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled `.nn` file, ready to train and to predict.
 *
 * @param layout of the store that all functions share
 * @param initialise writes the initial parameters and states; no inputs
 * @param models by name, each model's function in inference mode: its arguments to its results
 * @param training what a `train` block compiles to; empty in a file without one
 */
public record Program(String name, Layout layout, CompiledFunction initialise, Map<String, CompiledFunction> models,
    Optional<Training> training) {

  /**
   * @param step one training step: takes the fields of a batch and the scheduled settings, writes parameters, states
   *     and moments over, gives the losses (`loss`, then `loss2` and so on) as means over the batch
   * @param accumulate as `step`, but only adds up gradients: run for all but the last of a group of micro-batches;
   *     empty where the recipe accumulates nothing
   * @param rows the part of losses and metrics that goes example by example, in inference mode: takes the fields of a
   *     batch, gives tensors whose first axis is the batch
   * @param reduce takes the outputs of `rows` stacked over a whole split, gives the scalars `loss` and each metric
   */
  public record Training(CompiledFunction step, Optional<CompiledFunction> accumulate, CompiledFunction rows,
      CompiledFunction reduce, List<String> metrics) {}
}
