package adjoint.runtime.data;

import adjoint.runtime.recipe.Vocabulary;

/**
 * Cuts texts into what vocabularies count. A <i>character</i> is a code point. A <i>word</i> is a run of letters and digits, in
 * which apostrophes and hyphens may stand between letters; any other character but white space is a word of its own. For
 * <i>pieces</i> a text is first cut where none goes across: into runs of letters, of digits, of other signs, each with the
 * blank before it, and of white space.
 */
final class TextUnits {

  /** Takes the units of a text, one after another. */
  interface Taker {
    void take(String text, int from, int to);
  }

  private TextUnits() {}

  static void cut(Vocabulary.Unit unit, String text, Taker taker) {
    int at = 0;
    while (at < text.length()) {
      int from = unit == Vocabulary.Unit.WORDS ? afterSpace(text, at) : at;
      if (from == text.length()) {
        return;
      }
      at = switch (unit) {
        case CHARACTERS -> from + Character.charCount(text.codePointAt(from));
        case WORDS -> endOfWord(text, from);
        case PIECES -> endOfRun(text, from);
      };
      taker.take(text, from, at);
    }
  }

  private static int afterSpace(String text, int at) {
    int after = at;
    while (after < text.length() && isSpace(text.codePointAt(after))) {
      after += Character.charCount(text.codePointAt(after));
    }
    return after;
  }

  /** Also blanks that don't break lines. */
  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static int endOfWord(String text, int from) {
    int at = from;
    while (at < text.length() && isInWord(text, at, from)) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at == from ? from + Character.charCount(text.codePointAt(from)) : at;
  }

  private static boolean isInWord(String text, int at, int from) {
    int c = text.codePointAt(at);
    boolean joins = (c == '\'' || c == '\u2019' || c == '-') && at > from && isLetter(text.codePointBefore(at))
        && at + 1 < text.length() && isLetter(text.codePointAt(at + 1));
    return joins || isLetter(c) || Character.isDigit(c);
  }

  /** Also marks, such as accents, which belong to the letter before them. */
  private static boolean isLetter(int c) {
    int type = Character.getType(c);
    return Character.isLetter(c) || type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static int endOfRun(String text, int from) {
    int first = text.charAt(from) == ' ' && from + 1 < text.length() && !isSpace(text.codePointAt(from + 1))
        ? from + 1
        : from;
    int kind = kind(text.codePointAt(first));
    int at = first;
    while (at < text.length() && kind(text.codePointAt(at)) == kind) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }

  private static int kind(int c) {
    return isLetter(c) ? 0 : Character.isDigit(c) ? 1 : isSpace(c) ? 2 : 3;
  }
}
