package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import java.util.List;

/**
 * What a field learnt from the training examples. It is kept with the weights, so that new data are treated in the same
 * way.
 *
 * @param numbers in the order in which they are used: the means that replace missing values, then for each
 *     `standardize` or `scale` what is subtracted and what is divided by; a number a column
 * @param names the vocabulary of `categories(…)`, in the order of its positions
 */
public record Fitted(String field, List<double[]> numbers, List<String> names) {

  public Fitted {
    numbers = List.copyOf(numbers);
    names = List.copyOf(names);
  }

  /**
   * What a field learnt, among what all did; nothing where it had nothing to learn.
   *
   * @throws UserProblem where it should have
   */
  static Fitted of(Field field, List<Fitted> all) {
    for (Fitted each : all) {
      if (each.field().equals(field.name())) {
        return each;
      }
    }
    if (FieldCells.needsStatistics(field)) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISMATCH, "the weights don't say what " + field.name()
          + " learnt from its training data")
          .hint("weights that nn train wrote do, and nn import takes it from them: --statistics PATH")
          .at(field.place());
    }
    return new Fitted(field.name(), List.of(), List.of());
  }
}
