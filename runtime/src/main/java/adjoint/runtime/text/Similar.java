package adjoint.runtime.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that a misspelt one was meant to be. */
public final class Similar {

  private Similar() {}

  /** The nearest of some words, if it is near enough to be what was meant: a third of the letters may differ. */
  public static Optional<String> nearest(String word, Collection<String> words) {
    return words.stream().filter(each -> isNear(word, each)).min(Comparator.comparingInt(each -> distance(word, each)));
  }

  /** Words whose lengths differ by more than is allowed needn't be compared. */
  private static boolean isNear(String word, String other) {
    int allowed = Math.max(1, Math.max(word.length(), other.length()) / 3);
    return Math.abs(word.length() - other.length()) <= allowed && distance(word, other) <= allowed;
  }

  /**
   * The number of letters inserted, dropped, replaced or swapped with their neighbour.
   *
   * <p><i>Source</i>: the optimal string alignment distance (Damerau 1964; Wagner and Fischer 1974).
   */
  public static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cell(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cell(int[][] cost, String a, String b, int i, int j) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
