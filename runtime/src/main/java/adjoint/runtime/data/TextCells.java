package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;

/** What fields say about texts, whether they read any or not. Apart from {@link Tokens}, which a jar goes without. */
final class TextCells {

  private TextCells() {}

  /** How a field's texts become tokens; only fields that read texts are asked. */
  static Transform.Tokenize of(Field field) {
    for (Transform transform : field.transforms()) {
      if (transform instanceof Transform.Tokenize tokens) {
        return tokens;
      }
    }
    throw new IllegalStateException(field.name() + " reads no text");
  }

  /** Whether a field's cells are texts. */
  static boolean readsText(Field field) {
    for (Transform transform : field.transforms()) {
      if (transform instanceof Transform.Tokenize) {
        return true;
      }
    }
    return false;
  }

  /** How many cells a field has in a row: of a sequence of numbers, one of its rows. */
  static int cells(Field field) {
    if (readsText(field)) {
      return 1;
    }
    return field.open().isPresent() ? MediaCells.width(field) : field.count();
  }

  /** Whether examples are sequences of any length, of numbers or positions. */
  static boolean isSequence(Field field) {
    return field.open().isPresent() && !readsText(field);
  }

  /** The position that fills up shorter texts: that of `padding`, else the first. */
  static int padding(Field field) {
    return Math.max(0, of(field).vocabulary().position(Vocabulary.Special.PADDING));
  }
}
