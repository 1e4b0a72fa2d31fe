package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Divides examples between the parts that take a share or a number of them. */
final class Splitting {

  private Splitting() {}

  /**
   * For each part without a source of its own, its examples. Without a split, all train.
   *
   * @param limit the examples that are used, the first ones; counts shrink in proportion, and no part is left without
   */
  static Map<Split.Name, int[]> split(Recipe recipe, int examples, OptionalInt limit) {
    int used = Math.min(examples, limit.orElse(examples));
    Map<Split.Name, int[]> parts = new EnumMap<>(Split.Name.class);
    int[] order = IntStream.range(0, used).toArray();
    if (recipe.split().isEmpty()) {
      parts.put(Split.Name.TRAIN, order);
      return parts;
    }
    Split split = recipe.split().get();
    if (!split.inOrder()) {
      Shuffle.shuffle(order, recipe.seed(), 0, Shuffle.SPLIT);
    }
    double end = 0;
    long from = 0;
    if (split.folds().isPresent()) {
      int rest = used - taken(split, examples, used);
      parts.putAll(folds(Arrays.copyOf(order, rest), split.folds().get(), split.place()));
      end = rest;
      from = rest;
    }
    int left = (int) split.parts().stream().filter(p -> !(p.amount() instanceof Split.Own)).count();
    for (Split.Part part : split.parts()) {
      if (!(part.amount() instanceof Split.Own)) {
        end += part.amount().outOf(examples) * used / examples;
        left--;
        long to = used == examples ? Math.round(end) : Math.min(Math.max(Math.round(end), from + 1), used - left);
        parts.put(part.name(), range(order, (int) from, to, part, split.place()));
        from = to;
      }
    }
    parts.putIfAbsent(Split.Name.TRAIN, order);
    return parts;
  }

  /** The examples that the parts of a split take beside its folds. */
  private static int taken(Split split, int examples, int used) {
    double taken = split.parts().stream().mapToDouble(part -> part.amount().outOf(examples) * used / examples).sum();
    return (int) Math.min(used, Math.round(taken));
  }

  private static Map<Split.Name, int[]> folds(int[] order, Split.Folds folds, Place place) {
    if (folds.count() > order.length) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, Words.count(folds.count(), "fold") + " can't be made of "
          + Words.count(order.length, "example")).at(place);
    }
    int from = (int) ((long) order.length * folds.chosen() / folds.count());
    int to = (int) ((long) order.length * (folds.chosen() + 1) / folds.count());
    int[] others = Arrays.copyOf(order, order.length - (to - from));
    System.arraycopy(order, to, others, from, order.length - to);
    return Map.of(Split.Name.TRAIN, others, Split.Name.VALIDATION, Arrays.copyOfRange(order, from, to));
  }

  private static int[] range(int[] order, int from, long to, Split.Part part, Place place) {
    if (to > order.length) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, "the split takes " + Words.count(to, "example") + " up to "
          + part.name().word() + ", but there are " + Words.count(order.length)).at(place);
    }
    if (to <= from) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, "no example is left for " + part.name().word() + " out of "
          + Words.count(order.length)).at(place);
    }
    return Arrays.copyOfRange(order, from, (int) to);
  }
}
