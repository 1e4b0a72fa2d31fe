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
import java.util.stream.IntStream;

/** Divides examples between the parts that take a share or a number of them. */
final class Splitting {

  private Splitting() {}

  /** For each part without a source of its own, its examples. Without a split, all train. */
  static Map<Split.Name, int[]> split(Recipe recipe, int examples) {
    Map<Split.Name, int[]> parts = new EnumMap<>(Split.Name.class);
    int[] order = IntStream.range(0, examples).toArray();
    if (recipe.split().isEmpty()) {
      parts.put(Split.Name.TRAIN, order);
      return parts;
    }
    Split split = recipe.split().get();
    if (!split.inOrder()) {
      Shuffle.shuffle(order, recipe.seed(), 0, Shuffle.SPLIT);
    }
    double end = 0;
    for (Split.Part part : split.parts()) {
      int from = (int) Math.round(end);
      end += part.amount().outOf(examples);
      if (!(part.amount() instanceof Split.Own)) {
        parts.put(part.name(), range(order, from, Math.round(end), part, split.place()));
      }
    }
    parts.putIfAbsent(Split.Name.TRAIN, order);
    return parts;
  }

  private static int[] range(int[] order, int from, long to, Split.Part part, Place place) {
    if (to > order.length) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, "the split takes " + Words.count(to, "example") + " up to "
          + part.name().word() + ", but there are " + Words.count(order.length)).at(place);
    }
    if (to == from) {
      throw UserProblem.of(RuntimeProblem.BAD_SPLIT, "no example is left for " + part.name().word() + " out of "
          + Words.count(order.length)).at(place);
    }
    return Arrays.copyOfRange(order, from, (int) to);
  }
}
