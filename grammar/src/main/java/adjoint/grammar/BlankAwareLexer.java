package adjoint.grammar;

import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.Token;

/**
 * Two decisions of the lexer that depend on blanks. `//` is floor division where it follows its left operand after at
 * most one blank, and begins a comment everywhere else. A number with `%` directly attached is a percentage where a
 * blank, a comma, a closing bracket or the end of the line follows.
 */
abstract class BlankAwareLexer extends Lexer {

  /** Two words side by side, which no expression has: then a `//` that could be a division is a comment written too close. */
  private static final Pattern PROSE = Pattern.compile(
      "[A-Za-z]{2,}(?<!\\b(and|or|not|else|if|in|as))[.;]? +(?!(and|or|not|else|if|in|as|over|using|except|requires|within)\\b)[A-Za-z]{2,}");

  private int lastType = Token.EOF;
  private int lastStop = -1;

  BlankAwareLexer(CharStream input) {
    super(input);
  }

  @Override
  public void emit(Token token) {
    if (token.getType() != NnLexer.COMMENT) {
      lastType = token.getType();
      lastStop = token.getStopIndex();
    }
    super.emit(token);
  }

  protected void percentage() {
    int after = _input.LA(2);
    boolean ends = after == CharStream.EOF || " \t\r\n,)]}".indexOf(after) >= 0;
    if (_input.LA(1) == '%' && ends) {
      getInterpreter().consume(_input);
      setType(NnLexer.PERCENTAGE);
    }
  }

  protected void floorOrComment() {
    boolean division = isDivision();
    if (division && !PROSE.matcher(restOfLine()).find()) {
      return;
    }
    while (!atLineEnd(1)) {
      getInterpreter().consume(_input);
    }
    setType(division ? NnLexer.TIGHT_COMMENT : NnLexer.COMMENT);
  }

  private String restOfLine() {
    var rest = new StringBuilder();
    for (int i = 1; !atLineEnd(i); i++) {
      rest.append((char) _input.LA(i));
    }
    int comment = rest.indexOf("//");
    return comment < 0 ? rest.toString() : rest.substring(0, comment);
  }

  private boolean atLineEnd(int offset) {
    int c = _input.LA(offset);
    return c == CharStream.EOF || c == '\n' || c == '\r';
  }

  private boolean isDivision() {
    int gap = _tokenStartCharIndex - lastStop - 1;
    boolean close = gap == 0 || gap == 1 && _input.LA(-3) == ' ';
    return close && endsOperand(lastType);
  }

  private static boolean endsOperand(int type) {
    return type == NnLexer.RPAREN || type == NnLexer.RBRACK || type == NnLexer.NUMBER || type == NnLexer.NAME
        || type >= NnLexer.BATCH && type <= NnLexer.WATCH;
  }
}
