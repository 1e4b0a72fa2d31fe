package adjoint.compiler.parse;

import adjoint.grammar.NnLexer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Tokens, found and expected, in a reader's words. */
final class TokenWording {

  private TokenWording() {}

  static String where(Place place) {
    return place.before() == place.found() ? "here" : "behind " + show(place.before());
  }

  /** A token as a reader sees it. */
  static String show(Token token) {
    return switch (token.getType()) {
      case Token.EOF -> "the end of the file";
      case NnLexer.NEWLINE -> "the end of the line";
      case NnLexer.TEXT -> token.getText();
      default -> "`" + token.getText() + "`";
    };
  }

  static String expectation(IntervalSet expected) {
    var words = expected.toList().stream().filter(type -> type > 0).limit(5).map(TokenWording::sign).toList();
    return switch (words.size()) {
      case 0 -> "something else";
      case 1 -> words.getFirst();
      default -> String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    };
  }

  private static String sign(int type) {
    String literal = NnLexer.VOCABULARY.getLiteralName(type);
    return type == NnLexer.NEWLINE
        ? "the end of the line"
        : type == NnLexer.TEXT
            ? "a text"
            : type == NnLexer.OTHERWISE
                ? "`else`"
                : literal == null ? "a name" : "`" + literal.substring(1, literal.length() - 1) + "`";
  }
}
