package adjoint.runtime.data;

import adjoint.runtime.recipe.Split;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The order in which a split deals examples out, part by part.
 *
 * @param groups what each example of the order belongs to; nothing where a cut may be anywhere
 */
record SplitOrder(int[] examples, double[] groups) {

  /** @param keys what the split's key is of each example */
  static SplitOrder of(Split split, int used, double[] keys, int seed) {
    int[] order = IntStream.range(0, used).toArray();
    Optional<Split.Rule> rule = split.key().map(Split.Key::rule);
    if (!split.inOrder() && !rule.equals(Optional.of(Split.Rule.SORT))) {
      Shuffle.shuffle(order, seed, 0, Shuffle.SPLIT);
    }
    if (rule.isEmpty()) {
      return new SplitOrder(order, new double[0]);
    }
    int[] sorted = switch (rule.get()) {
      case GROUP -> grouped(order, keys);
      case STRATIFY -> even(order, keys);
      case SORT -> by(order, Comparator.comparingDouble(example -> keys[example]));
    };
    return new SplitOrder(sorted, rule.get() == Split.Rule.GROUP
        ? Arrays.stream(sorted).mapToDouble(example -> keys[example]).toArray()
        : new double[0]);
  }

  private static int[] by(int[] order, Comparator<Integer> comparator) {
    return Arrays.stream(order).boxed().sorted(comparator).mapToInt(example -> example).toArray();
  }

  /** Groups one after another, in the order of their first examples. */
  private static int[] grouped(int[] order, double[] keys) {
    Map<Double, Integer> places = new LinkedHashMap<>();
    for (int example : order) {
      places.putIfAbsent(keys[example], places.size());
    }
    return by(order, Comparator.comparingInt(example -> places.get(keys[example])));
  }

  /** The examples of a kind as far apart as they can be, so that any stretch has its share of each. */
  private static int[] even(int[] order, double[] keys) {
    Map<Double, Integer> counts = new HashMap<>();
    for (int example : order) {
      counts.merge(keys[example], 1, Integer::sum);
    }
    Map<Double, Integer> seen = new HashMap<>();
    double[] places = new double[order.length];
    for (int example : order) {
      int before = seen.merge(keys[example], 1, Integer::sum) - 1;
      places[example] = (before + 0.5) / counts.get(keys[example]);
    }
    return by(order, Comparator.comparingDouble(example -> places[example]));
  }

  boolean isGrouped() {
    return groups.length > 0;
  }

  /** Where a part begins, of so many that have as many examples, or groups of them, each. */
  int part(int number, int of) {
    int at = (int) ((long) kinds() * number / of);
    return isGrouped()
        ? IntStream.range(0, examples.length).filter(i -> !isWithin(i)).skip(at).findFirst().orElse(examples.length)
        : at;
  }

  /** How many examples there are, or groups of them. */
  int kinds() {
    return isGrouped() ? (int) Arrays.stream(groups).distinct().count() : examples.length;
  }

  /** Its begin. */
  SplitOrder until(int to) {
    return new SplitOrder(Arrays.copyOf(examples, to), isGrouped() ? Arrays.copyOf(groups, to) : groups);
  }

  /** The place nearest to a place at which no group is cut. */
  int cut(int at) {
    int before = at;
    int behind = at;
    while (isWithin(before)) {
      before--;
    }
    while (isWithin(behind)) {
      behind++;
    }
    return at - before <= behind - at ? before : behind;
  }

  private boolean isWithin(int at) {
    return isGrouped() && at > 0 && at < groups.length && groups[at - 1] == groups[at];
  }
}
