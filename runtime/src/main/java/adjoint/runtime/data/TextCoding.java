package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import java.util.List;

/** From texts to tokens, as a field reads them, and back. For one thread. */
public final class TextCoding {

  private static final String BEFORE = ".,;:!?)]}%\u2026\u201d";
  private static final String BEHIND = "([{\u201c";

  private final Vocabulary vocabulary;
  private final List<String> names;
  private final Tokens tokens;

  /** @param field that reads texts */
  public TextCoding(Field field, List<Fitted> fitted) {
    Transform.Tokenize how = TextCells.of(field);
    this.vocabulary = how.vocabulary();
    this.names = Fitted.of(field, fitted).names();
    this.tokens = new Tokens(field, new Transform.Tokenize(vocabulary, how.begin(), false, 0), names);
  }

  /** The tokens of a text that something shall follow: with that for the begin where the field has it, without that for the end. */
  public int[] begun(String text) {
    return tokens.encode(text, at -> "the prompt");
  }

  /** How many tokens have a name; a dim may have more positions. */
  public int count() {
    return names.size();
  }

  /** The position of the token for the end of a text; -1 where there is none. */
  public int end() {
    return vocabulary.position(Vocabulary.Special.END);
  }

  /** Whether a token is part of a text. */
  public boolean isText(int token) {
    return token >= vocabulary.specials().size();
  }

  /**
   * What a token adds to a text.
   *
   * @param before the token in front of it; -1 where none is
   */
  public String added(int token, int before) {
    String text = names.get(token);
    boolean apart = vocabulary.unit() == Vocabulary.Unit.WORDS && before >= 0 && isText(before)
        && BEFORE.indexOf(text.charAt(0)) < 0 && BEHIND.indexOf(names.get(before).charAt(0)) < 0;
    return apart ? " " + text : text;
  }
}
