package adjoint.compiler.parse;

import adjoint.grammar.NnLexer;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** What people bring from other languages, and what to write here: tables. */
final class ForeignSyntax {

  /**
   * A sign of another language.
   *
   * @param type the token that it's read as
   * @param text that token's text
   */
  record Habit(int type, String text, String message) {}

  private static final Map<String, Habit> SIGNS = Map.ofEntries(
      sign("**", NnLexer.POWER, "^", "a power is written with ^ here: a^2"),
      sign(":=", NnLexer.ASSIGN, "=", "a name is bound with = here, and updated with <-"),
      sign("&&", NnLexer.AND, "and", "write `and` for &&"),
      sign("&", NnLexer.AND, "and", "write `and` for &"),
      sign("||", NnLexer.OR, "or", "write `or` for ||"),
      sign("|", NnLexer.OR, "or", "write `or` for |; a pipe is |>"),
      sign("!", NnLexer.NOT, "not", "write `not` for !"),
      sign(";", NnLexer.NEWLINE, "\n",
          "a line ends by itself: no ; is needed, and each statement has a line of its own"),
      sign("=>", NnLexer.ARROW, "->", "the arrow is -> here"),
      sign("+=", NnLexer.UPDATE, "<-", "an update writes out its value: a <- a + b"),
      sign("-=", NnLexer.UPDATE, "<-", "an update writes out its value: a <- a - b"),
      sign("*=", NnLexer.UPDATE, "<-", "an update writes out its value: a <- a * b"),
      sign("/=", NnLexer.UPDATE, "<-", "an update writes out its value: a <- a / b"));

  private static final Map<Character, Habit> LOOK_ALIKES = Map.ofEntries(
      alike('\u00D7', NnLexer.TIMES, "*"), alike('\u00B7', NnLexer.TIMES, "*"), alike('\u22C5', NnLexer.TIMES, "*"),
      alike('\u2217', NnLexer.TIMES, "*"), alike('\u00F7', NnLexer.DIVIDE, "/"), alike('\u2212', NnLexer.MINUS, "-"),
      alike('\u2013', NnLexer.MINUS, "-"), alike('\u2014', NnLexer.MINUS, "-"),
      alike('\u2264', NnLexer.LESS_EQUAL, "<="),
      alike('\u2265', NnLexer.GREATER_EQUAL, ">="), alike('\u2260', NnLexer.NOT_EQUAL, "!="),
      alike('\u2248', NnLexer.CLOSE, "~="), alike('\u2192', NnLexer.ARROW, "->"), alike('\u2190', NnLexer.UPDATE, "<-"),
      alike('\u2026', NnLexer.ROW, ".."), alike('\u25B7', NnLexer.PIPE, "|>"), alike('\uFF08', NnLexer.LPAREN, "("),
      alike('\uFF09', NnLexer.RPAREN, ")"), alike('\uFF3B', NnLexer.LBRACK, "["), alike('\uFF3D', NnLexer.RBRACK, "]"),
      alike('\uFF0C', NnLexer.COMMA, ","), alike('\uFF1A', NnLexer.COLON, ":"), alike('\uFF1D', NnLexer.ASSIGN, "="));

  /** Words that begin a line in other languages. */
  private static final Map<String, String> WORDS = Map.ofEntries(
      Map.entry("def", "functions begin with `fn`, layers with `layer`, networks with `model`"),
      Map.entry("func", "functions begin with `fn`"),
      Map.entry("function", "functions begin with `fn`"),
      Map.entry("fun", "functions begin with `fn`"),
      Map.entry("class", "there are no classes: write a `layer` or a `model`"),
      Map.entry("struct", "there are no structs: several results are a record, (a = …, b = …)"),
      Map.entry("import",
          "the standard library is there without being asked for; a file of your own comes with `use \"file.nn\"`"),
      Map.entry("from",
          "the standard library is there without being asked for; a file of your own comes with `use \"file.nn\"`"),
      Map.entry("include", "a file of your own comes with `use \"file.nn\"`"),
      Map.entry("let", "a name is bound without a word before it: x = …"),
      Map.entry("var", "a name is bound without a word before it: x = …"),
      Map.entry("val", "a name is bound without a word before it: x = …"),
      Map.entry("const", "a constant is bound without a word before it: alpha = 0.1"),
      Map.entry("return", "the last expression of a block is its value, without `return`"),
      Map.entry("for",
          "there are no loops: recurrences are written with `scan`, copies of a layer with `repeat`, sums with an index equation"),
      Map.entry("while",
          "there are no loops: recurrences are written with `scan`, copies of a layer with `repeat`, sums with an index equation"),
      Map.entry("lambda", "there are no nameless functions: declare one with `fn`"),
      Map.entry("print", "nothing is printed from a program; `watch` in a train block shows values as they go"),
      Map.entry("pass", "a block holds at least its value; there is no `pass`"),
      Map.entry("elif", "write `else if`"),
      Map.entry("elseif", "write `else if`"),
      Map.entry("try", "there are no exceptions"),
      Map.entry("with", "there is no `with`: nothing has to be opened or closed"));

  private ForeignSyntax() {}

  static Optional<Habit> of(Token token) {
    boolean candidate = token.getType() >= NnLexer.STAR_STAR && token.getType() <= NnLexer.FAT_ARROW;
    return candidate ? Optional.ofNullable(SIGNS.get(token.getText())) : Optional.empty();
  }

  static Optional<Habit> lookAlike(char c) {
    return Optional.ofNullable(LOOK_ALIKES.get(c));
  }

  /** What to write for a word of another language. */
  static Optional<String> word(String word) {
    return Optional.ofNullable(WORDS.get(word));
  }

  /** `“ (U+201C)`, so that a character that can't be seen or typed can be found. */
  static String describe(String text, int offset) {
    int point = text.codePointAt(offset);
    String shown = Character.isISOControl(point) || Character.isSpaceChar(point) ? "" : Character.toString(point) + " ";
    String name = Character.getName(point);
    String words = name == null ? "" : ", " + name.toLowerCase(java.util.Locale.ROOT);
    return shown + "(U+%04X%s)".formatted(point, words);
  }

  private static Map.Entry<String, Habit> sign(String written, int type, String text, String message) {
    return Map.entry(written, new Habit(type, text, message));
  }

  private static Map.Entry<Character, Habit> alike(char c, int type, String text) {
    return Map.entry(c, new Habit(type, text, ""));
  }
}
