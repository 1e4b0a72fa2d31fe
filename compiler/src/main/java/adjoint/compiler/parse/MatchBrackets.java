package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Source;
import adjoint.grammar.NnLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * Finds each bracket's partner. What has none is told about, and repaired: a missing bracket is put where it's missing at
 * the latest, one without a partner is left out. So the parser sees balanced brackets only.
 */
final class MatchBrackets {

  private static final int NONE = -1;
  private static final int STRAY = -2;
  private static final Map<Integer, Integer> CLOSER = Map.of(NnLexer.LPAREN, NnLexer.RPAREN, NnLexer.LBRACK,
      NnLexer.RBRACK, NnLexer.LBRACE, NnLexer.RBRACE);

  /** Words that stand in no parentheses. */
  private static final Set<Integer> CLAUSES =
      Set.of(NnLexer.USING, NnLexer.OVER, NnLexer.EXCEPT, NnLexer.REQUIRES, NnLexer.WITHIN);

  record Matched(List<CommonToken> tokens, List<Diagnostic> problems) {}

  private final Source source;
  private final List<CommonToken> tokens;
  private final int[] partner;
  private final List<Diagnostic> problems = new ArrayList<>();
  private final Deque<Integer> open = new ArrayDeque<>();
  private final List<CommonToken> out = new ArrayList<>();
  private final List<Integer> suspects = new ArrayList<>();

  private MatchBrackets(Source source, List<CommonToken> tokens) {
    this.source = source;
    this.tokens = tokens;
    this.partner = new int[tokens.size()];
    Arrays.fill(partner, NONE);
  }

  static Matched matchBrackets(Source source, List<CommonToken> tokens) {
    var pass = new MatchBrackets(source, tokens);
    pass.findPartners();
    pass.repair();
    return new Matched(pass.out, pass.problems);
  }

  // First pass: who belongs to whom

  private void findPartners() {
    for (int i = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      if (beginsDeclaration(i)) {
        open.clear();
      } else if (Tokens.OPENING.contains(type)) {
        open.push(i);
      } else if (Tokens.CLOSING.contains(type)) {
        close(i, type);
      }
    }
    open.clear();
  }

  private void close(int closer, int type) {
    var opener = open.stream().takeWhile(i -> type == NnLexer.RBRACE || typeAt(i) != NnLexer.LBRACE)
        .filter(i -> CLOSER.get(typeAt(i)) == type).findFirst();
    if (opener.isPresent()) {
      while (!open.peek().equals(opener.get())) {
        open.pop();
      }
      pair(open.pop(), closer);
    } else if (!open.isEmpty() && type != NnLexer.RBRACE && typeAt(open.peek()) != NnLexer.LBRACE) {
      pair(open.pop(), closer);
    } else {
      partner[closer] = STRAY;
    }
  }

  private void pair(int opener, int closer) {
    partner[opener] = closer;
    partner[closer] = opener;
    boolean brace = typeAt(opener) == NnLexer.LBRACE;
    if (brace && firstInLine(closer) && indent(opener) > indent(closer)) {
      suspects.add(opener);
    }
  }

  // Second pass: what is missing is put in, what is too much left out

  private void repair() {
    for (int i = 0; i < tokens.size(); i++) {
      CommonToken token = tokens.get(i);
      int type = token.getType();
      if (beginsDeclaration(i) || type == Token.EOF) {
        closeAll();
        out.add(token);
      } else if (Tokens.OPENING.contains(type)) {
        open.push(i);
        out.add(token);
      } else if (Tokens.CLOSING.contains(type)) {
        repairCloser(i, token);
      } else {
        if (type == NnLexer.NEWLINE) {
          closeAtLineEnd(i);
        } else if (CLAUSES.contains(type)) {
          closeParentheses();
        }
        out.add(token);
      }
    }
  }

  private void repairCloser(int i, CommonToken token) {
    if (partner[i] == STRAY) {
      problems.add(
          Diagnostic.of(CompilerProblem.UNMATCHED_CLOSING_BRACKET, at(i), "this " + sign(token) + " closes nothing"));
      return;
    }
    while (!open.peek().equals(partner[i])) {
      closeMissing(open.pop());
    }
    int opener = open.pop();
    int right = CLOSER.get(typeAt(opener));
    if (right != token.getType()) {
      var problem = Diagnostic.of(CompilerProblem.UNMATCHED_CLOSING_BRACKET, at(i),
          "this " + sign(token) + " can't close a " + sign(tokens.get(opener)));
      problems.add(problem.withRelated(at(opener), "opened here"));
      token.setType(right);
    }
    out.add(token);
  }

  private void closeAll() {
    while (!open.isEmpty()) {
      closeMissing(open.pop());
    }
  }

  /** A parenthesis without a partner ends where its line can't go on: between an operand and another operand. */
  private void closeAtLineEnd(int newline) {
    int next = newline;
    while (typeAt(next) == NnLexer.NEWLINE) {
      next++;
    }
    boolean operand = !out.isEmpty() && Tokens.OPERAND_END.contains(out.getLast().getType());
    boolean goesOn = Tokens.BINARY.contains(typeAt(next)) || typeAt(next) == NnLexer.COMMA
        || typeAt(next) == NnLexer.PIPE || Tokens.CLOSING.contains(typeAt(next)) && typeAt(next) != NnLexer.RBRACE;
    if (operand && !goesOn) {
      closeParentheses();
    }
  }

  private void closeParentheses() {
    while (!open.isEmpty() && isUnclosedParenthesis(open.peek())) {
      closeMissing(open.pop());
    }
  }

  private boolean isUnclosedParenthesis(int opener) {
    return partner[opener] == NONE && typeAt(opener) != NnLexer.LBRACE;
  }

  private void closeMissing(int opener) {
    CommonToken last = out.getLast();
    int shown =
        suspects.stream().filter(i -> typeAt(opener) == NnLexer.LBRACE && i > opener).findFirst().orElse(opener);
    var problem = Diagnostic.of(CompilerProblem.UNCLOSED_BRACKET, at(shown),
        "this " + sign(tokens.get(shown)) + " is never closed");
    if (shown != opener) {
      problem = problem.withRelated(at(partner[shown]), "by its indentation, this closes another one");
    } else if (typeAt(opener) != NnLexer.LBRACE) {
      problem = problem.withRelated(Tokens.span(source, Tokens.behind(last, NnLexer.NEWLINE, "")),
          "a " + closing(opener) + " is missing here at the latest");
    }
    problems.add(problem);
    suspects.remove((Integer) shown);
    if (typeAt(opener) == NnLexer.LBRACE && last.getType() != NnLexer.NEWLINE) {
      out.add(Tokens.behind(last, NnLexer.NEWLINE, ""));
    }
    out.add(Tokens.behind(last, CLOSER.get(typeAt(opener)), closing(opener)));
    if (typeAt(opener) == NnLexer.LBRACE) {
      out.add(Tokens.behind(last, NnLexer.NEWLINE, ""));
    }
  }

  /** A line that can only stand at the top of a file: whatever is open before it was forgotten. */
  private boolean beginsDeclaration(int i) {
    if (!firstInLine(i) || i + 1 >= tokens.size() || tokens.get(i).getCharPositionInLine() > 0) {
      return false;
    }
    int next = typeAt(i + 1);
    return switch (typeAt(i)) {
      case NnLexer.FN, NnLexer.LAYER, NnLexer.MODEL, NnLexer.OPTIMIZER, NnLexer.TRAIN -> next == NnLexer.NAME;
      case NnLexer.TEST, NnLexer.USE -> next == NnLexer.TEXT;
      default -> false;
    };
  }

  private boolean firstInLine(int i) {
    return i == 0 || typeAt(i - 1) == NnLexer.NEWLINE;
  }

  private int indent(int i) {
    int first = i;
    while (!firstInLine(first)) {
      first--;
    }
    return tokens.get(first).getCharPositionInLine();
  }

  private int typeAt(int i) {
    return tokens.get(i).getType();
  }

  private String closing(int opener) {
    return switch (typeAt(opener)) {
      case NnLexer.LPAREN -> ")";
      case NnLexer.LBRACK -> "]";
      default -> "}";
    };
  }

  private static String sign(Token token) {
    return token.getText();
  }

  private adjoint.compiler.source.Span at(int i) {
    return Tokens.span(source, tokens.get(i));
  }
}
