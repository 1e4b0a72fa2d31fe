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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Divides examples between the parts that take a share or a number of them. */
final class Splitting {

  private Splitting() {}

  /**
   * For each part without a source of its own, its examples. Without a split, all train.
   *
   * @param keys what the split's key is of each example; nothing where it has none
   * @param limit the examples that are used, the first ones; counts shrink in proportion, and no part is left without
   */
  static Map<Split.Name, int[]> split(Recipe recipe, int examples, double[] keys, OptionalInt limit) {
    int used = Math.min(examples, limit.orElse(examples));
    Map<Split.Name, int[]> parts = new EnumMap<>(Split.Name.class);
    if (recipe.split().isEmpty()) {
      parts.put(Split.Name.TRAIN, IntStream.range(0, used).toArray());
      return parts;
    }
    Split split = recipe.split().get();
    SplitOrder order = SplitOrder.of(split, used, keys, recipe.seed());
    double end = 0;
    int from = 0;
    if (split.folds().isPresent()) {
      int rest = order.cut(used - taken(split, examples, used));
      parts.putAll(folds(order.until(rest), split.folds().get(), split.place()));
      end = rest;
      from = rest;
    }
    int left = (int) split.parts().stream().filter(p -> !(p.amount() instanceof Split.Own)).count();
    for (Split.Part part : split.parts()) {
      if (!(part.amount() instanceof Split.Own)) {
        end += part.amount().outOf(examples) * used / examples;
        left--;
        long to = used == examples ? Math.round(end) : Math.min(Math.max(Math.round(end), from + 1), used - left);
        int cut = to > used ? (int) Math.min(Integer.MAX_VALUE, to) : order.cut((int) to);
        parts.put(part.name(), range(order.examples(), from, cut, part, split));
        from = cut;
      }
    }
    parts.putIfAbsent(Split.Name.TRAIN, order.examples());
    return parts;
  }

  /** The examples that the parts of a split take beside its folds. */
  private static int taken(Split split, int examples, int used) {
    double taken = split.parts().stream().mapToDouble(part -> part.amount().outOf(examples) * used / examples).sum();
    return (int) Math.min(used, Math.round(taken));
  }

  private static Map<Split.Name, int[]> folds(SplitOrder order, Split.Folds folds, Place place) {
    int[] all = order.examples();
    int from = order.part(folds.chosen(), folds.count());
    int to = order.part(folds.chosen() + 1, folds.count());
    if (folds.count() > order.kinds()) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, Words.count(folds.count(), "fold") + " can't be made of "
          + Words.count(order.kinds(), order.isGrouped() ? "group" : "example")).at(place);
    }
    int[] others = Arrays.copyOf(all, all.length - (to - from));
    System.arraycopy(all, to, others, from, all.length - to);
    return Map.of(Split.Name.TRAIN, others, Split.Name.VALIDATION, Arrays.copyOfRange(all, from, to));
  }

  private static int[] range(int[] order, int from, int to, Split.Part part, Split split) {
    if (to > order.length) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, "the split takes " + Words.count(to, "example") + " up to "
          + part.name().word() + ", but there are " + Words.count(order.length)).at(split.place());
    }
    if (to <= from) {
      boolean grouped = split.key().map(Split.Key::rule).equals(Optional.of(Split.Rule.GROUP));
      throw UserProblem
          .of(RuntimeProblem.BAD_SPLIT, "no " + (grouped ? "group of examples" : "example") + " is left for "
              + part.name().word() + " out of " + Words.count(order.length))
          .at(split.place());
    }
    return Arrays.copyOfRange(order, from, to);
  }
}
