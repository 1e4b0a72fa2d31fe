package adjoint.runtime.program;

import java.util.List;
import java.util.Optional;

/**
 * The functions of an update in which only some lines of the block are due: those that stand for every update, and of the
 * others those whose number of updates has come round.
 *
 * @param due the lines that are due say `every` with one of these numbers, or nothing
 * @param resting the numbers of the others
 * @param step as {@link TrainingFunctions#step}, without the lines that rest and what is computed for them
 * @param accumulate likewise
 */
public record PartialStep<F>(List<Integer> due, List<Integer> resting, F step, Optional<F> accumulate) {

  public PartialStep {
    due = List.copyOf(due);
    resting = List.copyOf(resting);
  }

  /** Whether an update is one of these; updates count from 1. */
  boolean isFor(int update) {
    return due.stream().allMatch(number -> update % number == 0)
        && resting.stream().noneMatch(number -> update % number == 0);
  }
}
