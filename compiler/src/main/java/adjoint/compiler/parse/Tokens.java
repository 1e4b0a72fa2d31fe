package adjoint.compiler.parse;

import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Which tokens stand for what, and where they are. */
final class Tokens {

  static final IntervalSet SOFT_WORDS = IntervalSet.of(NnLexer.BATCH, NnLexer.WATCH);
  static final IntervalSet HARD_WORDS = IntervalSet.of(NnLexer.AND, NnLexer.YIELD);
  static final IntervalSet BINARY = IntervalSet.of(NnLexer.POWER, NnLexer.CLOSE)
      .or(new IntervalSet(NnLexer.AND, NnLexer.OR));
  static final IntervalSet OPENING = new IntervalSet(NnLexer.LPAREN, NnLexer.LBRACK, NnLexer.LBRACE);
  static final IntervalSet CLOSING = new IntervalSet(NnLexer.RPAREN, NnLexer.RBRACK, NnLexer.RBRACE);
  static final IntervalSet OPERAND_END = new IntervalSet(NnLexer.NAME, NnLexer.NUMBER, NnLexer.PERCENTAGE,
      NnLexer.TEXT, NnLexer.RPAREN, NnLexer.RBRACK, NnLexer.RBRACE).or(SOFT_WORDS);
  static final IntervalSet OPERAND_START = new IntervalSet(NnLexer.NAME, NnLexer.NUMBER, NnLexer.PERCENTAGE,
      NnLexer.TEXT, NnLexer.LPAREN, NnLexer.MINUS, NnLexer.NOT, NnLexer.SCAN, NnLexer.IF).or(SOFT_WORDS);

  private Tokens() {}

  static Span span(Source source, Token token) {
    int start = Math.min(token.getStartIndex(), source.text().length());
    return new Span(source, start, Math.clamp(token.getStopIndex() + 1L, start, source.text().length()));
  }

  static Span span(Source source, Token first, Token last) {
    return span(source, first).to(span(source, last));
  }

  /** From the first token of a rule to its last. */
  static Span span(Source source, ParserRuleContext context) {
    Token last = context.getStop() == null ? context.getStart() : context.getStop();
    return span(source, context.getStart(), last);
  }

  /** A token that stands in no text: it lies, empty, just behind another. */
  static CommonToken behind(Token before, int type, String text) {
    var token = new CommonToken(type, text);
    token.setStartIndex(before.getStopIndex() + 1);
    token.setStopIndex(before.getStopIndex());
    token.setLine(before.getLine());
    token.setCharPositionInLine(before.getCharPositionInLine() + before.getText().length());
    return token;
  }
}
