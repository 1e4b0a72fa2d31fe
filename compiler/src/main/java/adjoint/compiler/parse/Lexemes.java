package adjoint.compiler.parse;

import adjoint.grammar.Characters;
import adjoint.grammar.NnLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/** The words and signs of a text that need not be right, for colouring it. */
public final class Lexemes {

  /** What a stretch of text is. */
  public enum Kind {
    KEYWORD, UPPER, NUMBER, TEXT, COMMENT, OTHER
  }

  /** From `start` (inclusive) to `end` (exclusive), in UTF-16 units. */
  public record Lexeme(Kind kind, int start, int end) {}

  private Lexemes() {}

  /** In the order of the text; what lies between is blank. */
  public static List<Lexeme> of(String text) {
    var lexer = new NnLexer(new Characters("", text));
    lexer.removeErrorListeners();
    var all = new ArrayList<Lexeme>();
    for (var token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      all.add(new Lexeme(kind(token), token.getStartIndex(), token.getStopIndex() + 1));
    }
    return List.copyOf(all);
  }

  private static Kind kind(Token token) {
    return switch (token.getType()) {
      case NnLexer.NAME -> Character.isUpperCase(token.getText().charAt(0)) ? Kind.UPPER : Kind.OTHER;
      case NnLexer.NUMBER, NnLexer.PERCENTAGE -> Kind.NUMBER;
      case NnLexer.TEXT, NnLexer.OPEN_TEXT, NnLexer.QUOTED -> Kind.TEXT;
      case NnLexer.COMMENT, NnLexer.TIGHT_COMMENT, NnLexer.HASH_COMMENT -> Kind.COMMENT;
      default -> isWord(token) ? Kind.KEYWORD : Kind.OTHER;
    };
  }

  private static boolean isWord(Token token) {
    return Tokens.HARD_WORDS.contains(token.getType()) || Tokens.SOFT_WORDS.contains(token.getType());
  }

  /** The words of the language, as far as they can't be names. */
  public static List<String> words() {
    return Tokens.HARD_WORDS.toList().stream().map(type -> NnLexer.VOCABULARY.getLiteralName(type))
        .map(quoted -> quoted.substring(1, quoted.length() - 1)).toList();
  }
}
