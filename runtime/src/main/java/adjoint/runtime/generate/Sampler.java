package adjoint.runtime.generate;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.TextCoding;
import adjoint.runtime.program.Draws;
import adjoint.runtime.recipe.Generation;
import java.util.Arrays;

/**
 * Chooses a token by the scores of all. A draw is a function of the seed and of how many tokens there were before.
 *
 * <p>Source: nucleus sampling, `top_p` (Holtzman et al. 2020).
 */
final class Sampler {

  /** The site of its draws. */
  private static final int SITE = 0x746f6b;

  private final Generation how;
  private final int[] order;
  private final double[] logs;

  /** @param positions of the vocabulary's dim */
  Sampler(Generation how, TextCoding coding, int positions) {
    this.how = how;
    this.logs = new double[positions];
    int count = 0;
    int[] allowed = new int[positions];
    for (int token = 0; token < Math.min(positions, coding.count()); token++) {
      if (coding.isText(token) || (how.end() && token == coding.end())) {
        allowed[count++] = token;
      }
    }
    this.order = Arrays.copyOf(allowed, count);
  }

  /** The tokens that may come, the likeliest first, of equal ones the first. Valid until the next call. */
  int[] order() {
    return order;
  }

  /** The logarithm of a token's probability among those that may come. */
  double log(int token) {
    return logs[token];
  }

  /** Takes the scores of all tokens, from a place on. */
  void take(float[] scores, int from) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int token : order) {
      largest = Math.max(largest, scores[from + token]); // NaN stays
    }
    if (!Double.isFinite(largest)) {
      throw UserProblem.of(RuntimeProblem.NOT_FINITE, "the scores of the next token aren't finite")
          .hint("weights that aren't finite, or a mask that hides everything, make them so");
    }
    double sum = 0;
    for (int token : order) {
      sum += Math.exp(scores[from + token] - largest);
    }
    double whole = largest + Math.log(sum);
    for (int token : order) {
      logs[token] = scores[from + token] - whole;
    }
    sort();
  }

  private void sort() {
    Integer[] sorted = new Integer[order.length];
    Arrays.sort(order);
    Arrays.setAll(sorted, i -> order[i]);
    Arrays.sort(sorted, (a, b) -> Double.compare(logs[b], logs[a])); // stable: of equal ones the first
    Arrays.setAll(order, i -> sorted[i]);
  }

  /**
   * The token that comes.
   *
   * @param before how many tokens were drawn
   */
  int draw(int before) {
    if (how.temperature() == 0) {
      return order[0];
    }
    int most = how.topK() == 0 ? order.length : Math.min(how.topK(), order.length);
    double[] weights = new double[most];
    double all = 0;
    for (int i = 0; i < most; i++) {
      weights[i] = Math.exp((logs[order[i]] - logs[order[0]]) / how.temperature());
      all += weights[i];
    }
    int kept = 0;
    double share = 0;
    while (kept < most && (kept == 0 || share < how.topP() * all)) {
      share += weights[kept++];
    }
    int key = Draws.key(how.seed(), before, SITE);
    double place = Draws.uniform(key, Draws.secondKey(key), 0) * share;
    int chosen = 0;
    while (chosen < kept - 1 && place >= weights[chosen]) {
      place -= weights[chosen++];
    }
    return order[chosen];
  }
}
