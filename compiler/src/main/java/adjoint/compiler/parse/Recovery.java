package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.grammar.NnLexer;
import adjoint.grammar.NnParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;

/**
 * What the parser does on an error: it makes one message, gives the line up and goes on with the next one. A header that
 * went wrong is given up until its body, so that the body is still read.
 */
final class Recovery extends DefaultErrorStrategy {

  private static final Set<Integer> LINES = Set.of(NnParser.RULE_declarationLine, NnParser.RULE_entryLine,
      NnParser.RULE_line, NnParser.RULE_itemLine, NnParser.RULE_fieldLine);
  private static final Set<Integer> BLOCKS = Set.of(NnParser.RULE_file, NnParser.RULE_entry, NnParser.RULE_block,
      NnParser.RULE_itemBlock, NnParser.RULE_fieldBlock);

  private final SyntaxMessages complaints;
  private final int tokens;
  private final List<Diagnostic> problems = new ArrayList<>();
  private boolean endedEarly;

  /**
   * @param tokens how many there are, the end among them
   */
  Recovery(SyntaxMessages complaints, int tokens) {
    this.complaints = complaints;
    this.tokens = tokens;
  }

  List<Diagnostic> problems() {
    return problems;
  }

  /** Whether the first error is that the text ends where more must come. */
  boolean endedEarly() {
    return endedEarly;
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    if (inErrorRecoveryMode(parser)) {
      return;
    }
    beginErrorCondition(parser);
    endedEarly |= problems.isEmpty() && isLast(e.getOffendingToken());
    problems.add(complaints.about((NnParser) parser, e.getOffendingToken(), e.getExpectedTokens()));
  }

  private boolean isLast(Token token) {
    return token.getType() == Token.EOF || token.getType() == NnLexer.NEWLINE && token.getTokenIndex() + 2 == tokens;
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new InputMismatchException(parser);
  }

  /** In front of each line of a block: what can't begin one is told about and skipped. */
  @Override
  public void sync(Parser parser) {
    if (!BLOCKS.contains(parser.getContext().getRuleIndex())) {
      return;
    }
    var expected = parser.getATN().nextTokens(parser.getATN().states.get(parser.getState()));
    while (!expected.contains(parser.getInputStream().LA(1)) && !expected.contains(Token.EPSILON)) {
      if (parser.getInputStream().LA(1) == Token.EOF) {
        return;
      }
      reportError(parser, new InputMismatchException(parser));
      parser.consume();
      skipLine(parser);
      endErrorCondition(parser);
    }
  }

  @Override
  public void recover(Parser parser, RecognitionException e) {
    int rule = parser.getContext().getRuleIndex();
    if (LINES.contains(rule)) {
      skipLine(parser);
      if (rule == NnParser.RULE_declarationLine || rule == NnParser.RULE_entryLine) {
        skipIndented(parser, parser.getContext().getStart());
      }
      endErrorCondition(parser);
    } else if (rule == NnParser.RULE_callableHeader) {
      skipTo(parser, NnLexer.LBRACE);
    } else if (rule == NnParser.RULE_members) {
      skipBlock(parser);
    } else {
      throw e;
    }
  }

  /** Behind the end of the line, nested blocks included, or in front of the `}` that ends the block. */
  private static void skipLine(Parser parser) {
    int depth = 0;
    while (true) {
      int type = parser.getInputStream().LA(1);
      if (type == Token.EOF || type == NnLexer.RBRACE && depth == 0) {
        return;
      }
      depth += type == NnLexer.LBRACE ? 1 : type == NnLexer.RBRACE ? -1 : 0;
      parser.consume();
      if (type == NnLexer.NEWLINE && depth == 0) {
        return;
      }
    }
  }

  /** What is indented under a declaration that went wrong was meant to be its body. */
  private static void skipIndented(Parser parser, Token declaration) {
    Token next = parser.getInputStream().LT(1);
    while (next.getType() != Token.EOF && next.getCharPositionInLine() > declaration.getCharPositionInLine()) {
      skipLine(parser);
      if (parser.getInputStream().LT(1) == next) {
        return;
      }
      next = parser.getInputStream().LT(1);
    }
  }

  private static void skipTo(Parser parser, int wanted) {
    int type = parser.getInputStream().LA(1);
    while (type != wanted && type != NnLexer.NEWLINE && type != Token.EOF) {
      parser.consume();
      type = parser.getInputStream().LA(1);
    }
  }

  /** Behind the `}` of the block that the parser is in. */
  private static void skipBlock(Parser parser) {
    int depth = 1;
    while (depth > 0 && parser.getInputStream().LA(1) != Token.EOF) {
      int type = parser.getInputStream().LA(1);
      depth += type == NnLexer.LBRACE ? 1 : type == NnLexer.RBRACE ? -1 : 0;
      parser.consume();
    }
  }
}
