package adjoint.runtime.generate;

import java.util.List;

/** Scores of what may follow texts. */
interface NextTokens {

  /** How many positions the vocabulary's dim has. */
  int positions();

  /**
   * The scores of each position as the next token, text after text.
   *
   * @param tokens of each text so far, all of one length
   */
  float[] scores(List<int[]> tokens);
}
