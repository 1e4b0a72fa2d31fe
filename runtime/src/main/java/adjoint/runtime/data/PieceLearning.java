package adjoint.runtime.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Byte-pair encoding over characters: begins with the characters, and joins the commonest pair of neighbours until there are
 * enough pieces. Of equally common pairs the one that is first in the order of texts is joined.
 *
 * <p><i>Source</i>: Sennrich, Haddow and Birch 2016, algorithm 1.
 */
final class PieceLearning {

  /** A run of text that occurs so often, as the pieces that it consists of so far. */
  private static final class Run {
    private final long count;
    private int[] pieces;

    Run(int[] pieces, long count) {
      this.pieces = pieces;
      this.count = count;
    }
  }

  private final List<String> pieces = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<Long, Long> pairs = new HashMap<>();
  private final Map<Long, Set<Run>> holders = new HashMap<>();

  private PieceLearning() {}

  /**
   * The characters in their order, then what is joined of them.
   *
   * @param runs how often each run of text occurs
   * @param least how often a character has to occur
   * @param most the pieces that there may be
   */
  static List<String> pieces(Map<String, Long> runs, int least, int most) {
    PieceLearning learning = new PieceLearning();
    learning.alphabet(runs, least);
    runs.forEach(learning::add);
    boolean more = true;
    while (more && learning.pieces.size() < most) {
      more = learning.join();
    }
    return learning.pieces;
  }

  private void alphabet(Map<String, Long> runs, int least) {
    Map<String, Long> characters = new TreeMap<>();
    runs.forEach((run, count) -> run.codePoints()
        .forEach(c -> characters.merge(Character.toString(c), count, Long::sum)));
    characters.forEach((character, count) -> {
      if (count >= least) {
        place(character);
      }
    });
  }

  private int place(String piece) {
    return places.computeIfAbsent(piece, p -> {
      pieces.add(p);
      return pieces.size() - 1;
    });
  }

  /** A run ends where a character isn't one of the alphabet. */
  private void add(String text, long count) {
    int[] codes = text.codePoints().map(c -> places.getOrDefault(Character.toString(c), -1)).toArray();
    Run run = new Run(codes, count);
    count(run, 1);
  }

  /** Takes a run's pairs into account, or out of it. */
  private void count(Run run, int sign) {
    for (int i = 1; i < run.pieces.length; i++) {
      if (run.pieces[i - 1] >= 0 && run.pieces[i] >= 0) {
        long pair = pair(run.pieces[i - 1], run.pieces[i]);
        pairs.merge(pair, sign * run.count, Long::sum);
        if (sign > 0) {
          holders.computeIfAbsent(pair, p -> new HashSet<>()).add(run);
        }
      }
    }
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }

  private String joined(long pair) {
    return pieces.get((int) (pair >>> 32)) + pieces.get((int) pair);
  }

  /** Joins the commonest pair that occurs more than once; false where there is none. */
  private boolean join() {
    long best = -1;
    long count = 1;
    for (Map.Entry<Long, Long> pair : pairs.entrySet()) {
      if (pair.getValue() > count
          || (pair.getValue() == count && best >= 0 && isBefore(pair.getKey(), best))) {
        best = pair.getKey();
        count = pair.getValue();
      }
    }
    if (best < 0) {
      return false;
    }
    int piece = place(joined(best));
    for (Run run : holders.remove(best)) {
      count(run, -1);
      run.pieces = replaced(run.pieces, (int) (best >>> 32), (int) best, piece);
      count(run, 1);
    }
    pairs.remove(best);
    return true;
  }

  private boolean isBefore(long pair, long other) {
    int order = joined(pair).compareTo(joined(other));
    return order < 0 || (order == 0 && pair < other);
  }

  private static int[] replaced(int[] codes, int left, int right, int joined) {
    int[] next = new int[codes.length];
    int length = 0;
    for (int i = 0; i < codes.length; i++) {
      boolean both = codes[i] == left && i + 1 < codes.length && codes[i + 1] == right;
      next[length++] = both ? joined : codes[i];
      i += both ? 1 : 0;
    }
    return Arrays.copyOf(next, length);
  }
}
