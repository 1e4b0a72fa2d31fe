package adjoint.runtime.recipe;

import java.util.List;

/**
 * What a dim's positions stand for where they are tokens of texts: `dim Word = vocabulary(words, unknown, least = 2)`. Which
 * tokens they are is learnt from the training part.
 *
 * @param lower whether capitals count as small letters
 * @param least how often a token has to occur in the training part to have a position
 * @param most the positions that there are at most, the commonest tokens first; 0 for no limit. Pieces have that many
 * @param specials the tokens that stand for something else than text, which have the first positions
 */
public record Vocabulary(Unit unit, boolean lower, int least, int most, List<Special> specials) {

  public Vocabulary {
    specials = List.copyOf(specials);
  }

  /** What a text is cut into. */
  public enum Unit {
    CHARACTERS("characters", "character"), WORDS("words", "word"), PIECES("pieces", "piece");

    private final String word;
    private final String one;

    Unit(String word, String one) {
      this.word = word;
      this.one = one;
    }

    /** As it is written. */
    public String word() {
      return word;
    }

    /** One of them. */
    public String one() {
      return one;
    }
  }

  /** A token that isn't part of a text. */
  public enum Special {
    PADDING("padding"), UNKNOWN("unknown"), BEGIN("begin"), END("end");

    private final String word;

    Special(String word) {
      this.word = word;
    }

    /** As it is written. */
    public String word() {
      return word;
    }

    /** What stands for it among a vocabulary's tokens; no text holds it, since a unit of text is no such text. */
    public String token() {
      return "<" + word + ">";
    }
  }

  /** The position of a special token; -1 where there is none. */
  public int position(Special special) {
    return specials.indexOf(special);
  }
}
