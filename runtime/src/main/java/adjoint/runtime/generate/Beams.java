package adjoint.runtime.generate;

import adjoint.runtime.data.TextCoding;
import adjoint.runtime.recipe.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Follows several texts side by side and takes the likeliest.
 *
 * <p>Source of the penalty on short texts: Wu et al. 2016, equation 14.
 */
final class Beams {

  private final NextTokens next;
  private final Generation how;
  private final Sampler sampler;
  private final TextCoding coding;
  private final int begun;

  /** @param begun the tokens of the prompt */
  Beams(NextTokens next, Generation how, TextCoding coding, int begun) {
    this.next = next;
    this.how = how;
    this.sampler = new Sampler(how, coding, next.positions());
    this.coding = coding;
    this.begun = begun;
  }

  /**
   * A text that is followed.
   *
   * @param log of its probability
   */
  private record Beam(int[] tokens, double log) {}

  /** The tokens of the likeliest text, the prompt's first. */
  int[] likeliest(int[] prompt) {
    List<Beam> open = List.of(new Beam(prompt, 0));
    List<Beam> ended = new ArrayList<>();
    for (int count = 0; count < how.length() && !open.isEmpty() && ended.size() < how.beams(); count++) {
      List<Beam> longer = longer(open);
      open = new ArrayList<>();
      for (Beam beam : longer.subList(0, Math.min(how.beams(), longer.size()))) {
        (isEnded(beam) ? ended : open).add(beam);
      }
    }
    ended.addAll(open);
    return ended.stream().max(Comparator.comparingDouble(this::score)).orElseThrow().tokens();
  }

  private List<Beam> longer(List<Beam> beams) {
    List<int[]> tokens = new ArrayList<>();
    beams.forEach(beam -> tokens.add(beam.tokens()));
    float[] scores = next.scores(tokens);
    List<Beam> longer = new ArrayList<>();
    for (int i = 0; i < beams.size(); i++) {
      sampler.take(scores, i * next.positions());
      for (int rank = 0; rank < Math.min(how.beams(), sampler.order().length); rank++) {
        int token = sampler.order()[rank];
        longer.add(new Beam(with(tokens.get(i), token), beams.get(i).log() + sampler.log(token)));
      }
    }
    longer.sort(Comparator.comparingDouble(Beam::log).reversed());
    return longer;
  }

  private static int[] with(int[] tokens, int token) {
    int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
    longer[tokens.length] = token;
    return longer;
  }

  private boolean isEnded(Beam beam) {
    int[] tokens = beam.tokens();
    return tokens[tokens.length - 1] == coding.end() || TextSoFar.of(coding, tokens, begun).holds(how.stops());
  }

  private double score(Beam beam) {
    return beam.log() / Math.pow((5.0 + beam.tokens().length - begun) / 6, how.penalty());
  }
}
