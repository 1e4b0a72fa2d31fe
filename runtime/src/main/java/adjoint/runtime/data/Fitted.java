package adjoint.runtime.data;

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
}
