package adjoint.compiler.parse;

import adjoint.grammar.NnLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * Which newlines end a line. One does except inside `( )` and `[ ]`, after a sign that wants more, and before a word or
 * sign that continues what was begun. Afterwards exactly one NEWLINE stands behind each line, also behind the last one
 * before a `}` or the end of the file, and none anywhere else.
 */
final class LayLines {

  private static final IntervalSet WANTS_MORE = Tokens.BINARY.or(new IntervalSet(NnLexer.NOT, NnLexer.COMMA,
      NnLexer.COLON, NnLexer.ASSIGN, NnLexer.UPDATE, NnLexer.ARROW, NnLexer.PIPE, NnLexer.LBRACE));
  private static final IntervalSet CONTINUES = new IntervalSet(NnLexer.PIPE, NnLexer.ELSE, NnLexer.OVER, NnLexer.USING,
      NnLexer.EXCEPT, NnLexer.ARROW, NnLexer.REQUIRES, NnLexer.WITHIN, NnLexer.LBRACE);

  private LayLines() {}

  static List<Token> layLines(List<CommonToken> tokens) {
    var out = new ArrayList<Token>(tokens.size() + 16);
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      CommonToken token = tokens.get(i);
      int type = token.getType();
      if (type == NnLexer.NEWLINE) {
        if (endsLine(out, open) && !CONTINUES.contains(nextType(tokens, i))) {
          out.add(token);
        }
        continue;
      }
      if (type == Token.EOF || type == NnLexer.RBRACE) {
        endLine(out);
      }
      if (type == NnLexer.ELSE && isDefault(out, open)) {
        token.setType(NnLexer.OTHERWISE);
      }
      out.add(token);
      if (Tokens.OPENING.contains(type)) {
        open.push(type);
      } else if (Tokens.CLOSING.contains(type)) {
        open.pop();
      }
    }
    return out;
  }

  /** The `else` of `x[T: t - 1 else 0]`: in a bracket, and not behind a block. */
  private static boolean isDefault(List<Token> out, Deque<Integer> open) {
    return !open.isEmpty() && open.peek() == NnLexer.LBRACK && out.getLast().getType() != NnLexer.RBRACE;
  }

  private static boolean endsLine(List<Token> out, Deque<Integer> open) {
    boolean inParentheses = !open.isEmpty() && open.peek() != NnLexer.LBRACE;
    return !inParentheses && !out.isEmpty() && out.getLast().getType() != NnLexer.NEWLINE
        && !WANTS_MORE.contains(out.getLast().getType());
  }

  private static void endLine(List<Token> out) {
    if (out.isEmpty()) {
      return;
    }
    int last = out.getLast().getType();
    if (last != NnLexer.NEWLINE && last != NnLexer.LBRACE && last != NnLexer.COMMA) {
      out.add(Tokens.behind(out.getLast(), NnLexer.NEWLINE, ""));
    }
  }

  private static int nextType(List<CommonToken> tokens, int from) {
    int i = from;
    while (tokens.get(i).getType() == NnLexer.NEWLINE) {
      i++;
    }
    return tokens.get(i).getType();
  }
}
