package adjoint.runtime.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The functions of a program's training, in one of their forms.
 *
 * @param step one training step in which every line of the block is due: takes the fields of a batch and the scheduled
 *     settings, writes parameters, states and moments over, gives the losses (`loss`, then `loss2` and so on) as means
 *     over the batch
 * @param accumulate as `step`, but only adds up gradients: run for all but the last of a group of micro-batches;
 *     empty where the recipe accumulates nothing
 * @param partial the functions of updates in which lines with `every` rest; empty where all lines are always due
 * @param rows the part of losses and metrics that goes example by example, in inference mode: takes the fields of a
 *     batch, gives tensors whose first axis is the batch
 * @param reduce takes the outputs of `rows` stacked over a whole split, gives the scalars `loss` and each metric
 * @param batches takes the fields of a batch as training has them, in inference mode, and gives the scalars whose mean over
 *     the batches counts; empty where all are those of a whole split.
 * @param metrics their names, in the order of the file
 */
public record TrainingFunctions<F>(F step, Optional<F> accumulate, List<PartialStep<F>> partial, F rows, F reduce,
    Optional<F> batches, List<String> metrics) {

  public TrainingFunctions {
    partial = List.copyOf(partial);
  }

  /** The functions of an update; updates count from 1. */
  public PartialStep<F> at(int update) {
    return partial.stream().filter(p -> p.isFor(update)).findFirst().orElseGet(this::whole);
  }

  /** The functions of an update in which all lines are due. */
  public PartialStep<F> whole() {
    return new PartialStep<>(List.of(), List.of(), step, accumulate);
  }

  /** Each of them in another form. */
  <G> TrainingFunctions<G> map(Function<? super F, ? extends G> form) {
    Optional<G> gathering = accumulate.map(form);
    G updating = form.apply(step);
    List<PartialStep<G>> others = new ArrayList<>();
    for (PartialStep<F> p : partial) {
      others.add(new PartialStep<>(p.due(), p.resting(), form.apply(p.step()), p.accumulate().map(form)));
    }
    G first = form.apply(rows);
    G second = form.apply(reduce);
    return new TrainingFunctions<>(updating, gathering, others, first, second, batches.map(form), metrics);
  }
}
