package adjoint.compiler.diagnostic;

import adjoint.compiler.source.Span;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that was probably meant. Distance is Damerau and Levenshtein's (a swap of neighbours is one step). */
public final class Suggestion {

  private Suggestion() {}

  /** The nearest candidate, where one is near enough: a third of the word's letters may be wrong, but not all of a short one. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    int allowed = Math.max(1, (word.length() + 1) / 3);
    return candidates.stream()
        .filter(candidate -> !candidate.equals(word))
        .filter(candidate -> isNear(word, candidate, allowed) || candidate.equalsIgnoreCase(word))
        .min(Comparator.comparingInt((String candidate) -> folded(word, candidate))
            .thenComparing(candidate -> !candidate.regionMatches(true, 0, word, 0, 1)) // `rleu` is `relu` before `bleu`
            .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String word, String candidate, int allowed) {
    int most = Math.min(allowed, Math.min(word.length(), candidate.length()) - 1);
    return Math.abs(word.length() - candidate.length()) <= most && distance(word, candidate) <= most;
  }

  /** The problem with a help, where a candidate is near to the word that stands in its place. */
  public static Diagnostic offer(Diagnostic problem, String word, Collection<String> candidates) {
    int offset = problem.at().text().indexOf(word);
    return offset < 0 ? problem : nearest(word, candidates).map(near -> {
      int start = problem.at().start() + offset;
      var at = new Span(problem.at().source(), start, start + word.length());
      return problem.withFix(new Diagnostic.Fix(at, near), "did you mean `" + near + "`?");
    }).orElse(problem);
  }

  /** Letters of another case count less than other letters, so that `relu` is nearer to `Relu` than `selu`. */
  private static int folded(String word, String candidate) {
    return 2 * distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT))
        + (distance(word, candidate) > 0 ? 1 : 0);
  }

  /** The least number of inserted, left out, replaced and swapped letters that turn one word into the other. */
  static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : step(a, b, steps, i, j);
      }
    }
    return steps[a.length()][b.length()];
  }

  private static int step(String a, String b, int[][] steps, int i, int j) {
    int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least = Math.min(steps[i - 1][j - 1] + cost, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
    boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}
