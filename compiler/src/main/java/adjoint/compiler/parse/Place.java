package adjoint.compiler.parse;

import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * What is known where the parser can't go on.
 *
 * @param first the first token of the line
 * @param before the token before the one found
 */
record Place(NnParser parser, Token first, Token before, Token found, IntervalSet expected) {

  int rule() {
    return parser.getContext().getRuleIndex();
  }

  boolean within(int rule) {
    for (var context = parser.getContext(); context != null; context = context.getParent()) {
      if (context.getRuleIndex() == rule) {
        return true;
      }
    }
    return false;
  }

  boolean atLineStart() {
    return found == first;
  }

  boolean atTop() {
    return !within(NnParser.RULE_block) && !within(NnParser.RULE_itemBlock);
  }

  /** Whether a pipe stands before on this line. */
  boolean pipeBefore() {
    var tokens = parser.getTokenStream();
    return IntStream.range(first.getTokenIndex(), Math.max(first.getTokenIndex(), found.getTokenIndex()))
        .anyMatch(i -> tokens.get(i).getType() == NnLexer.PIPE);
  }

  int foundType() {
    return found.getType();
  }

  static Place at(NnParser parser, Token found, IntervalSet expected) {
    var tokens = parser.getTokenStream();
    int first = found.getTokenIndex();
    while (first > 0 && !startsLine(tokens.get(first - 1).getType())) {
      first--;
    }
    Token before = tokens.get(Math.max(0, found.getTokenIndex() - 1));
    return new Place(parser, tokens.get(first), before, found, expected);
  }

  private static boolean startsLine(int type) {
    return type == NnLexer.NEWLINE || type == NnLexer.LBRACE;
  }
}
