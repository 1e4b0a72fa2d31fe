package adjoint.runtime.recipe;

import java.util.List;

/**
 * What a `generate` block says: which tokens follow those so far.
 *
 * @param feed the model's parameter that the tokens so far go into
 * @param prompt the text that is gone on from
 * @param stops texts at which it ends
 * @param end whether it ends at the token for the end of a text
 * @param length the most tokens
 * @param temperature that scores are divided by before a token is drawn; 0 takes the likeliest
 * @param topK of how many tokens, the likeliest, one is drawn; 0 for all
 * @param topP the share of probability that the tokens have of which one is drawn, the likeliest first
 * @param beams the texts that are followed side by side, of which the likeliest is taken; 1 draws one instead
 * @param penalty how much longer texts are preferred among beams: the power of their length that their score is divided by
 * @param seed of what is drawn
 */
public record Generation(String model, String feed, String prompt, List<String> stops, boolean end, int length,
    double temperature, int topK, double topP, int beams, double penalty, int seed) {

  public Generation {
    stops = List.copyOf(stops);
  }
}
