package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Source;
import adjoint.grammar.NnLexer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/**
 * Refuses what is nested or chained deeper than any program, so that every later stage can go through a tree by
 * recursion.
 */
final class MeasureDepth {

  static final int DEEPEST = 200;
  static final int LONGEST = 400;

  private static final IntervalSet LINKS = Tokens.BINARY.or(new IntervalSet(NnLexer.NOT, NnLexer.DOT, NnLexer.PIPE,
      NnLexer.LPAREN, NnLexer.LBRACK, NnLexer.ELSE));

  private MeasureDepth() {}

  /** The first place that is too deep. A chain is counted from one end of a line to the next, in each block for itself. */
  static Optional<Diagnostic> measureDepth(Source source, List<Token> tokens) {
    Deque<Integer> chains = new ArrayDeque<>(List.of(0));
    int depth = 0;
    for (Token token : tokens) {
      int type = token.getType();
      depth += Tokens.OPENING.contains(type) ? 1 : Tokens.CLOSING.contains(type) ? -1 : 0;
      if (depth > DEEPEST) {
        return Optional.of(problem(source, token, "brackets are nested more than " + DEEPEST + " deep here"));
      }
      count(chains, type);
      if (chains.peek() > LONGEST) {
        return Optional.of(problem(source, token, "this line chains more than " + LONGEST + " operations"));
      }
    }
    return Optional.empty();
  }

  private static void count(Deque<Integer> chains, int type) {
    if (type == NnLexer.LBRACE) {
      chains.push(0);
    } else if (type == NnLexer.RBRACE) {
      chains.pop();
    } else if (type == NnLexer.NEWLINE) {
      chains.pop();
      chains.push(0);
    } else if (LINKS.contains(type)) {
      chains.push(chains.pop() + 1);
    }
  }

  private static Diagnostic problem(Source source, Token at, String message) {
    return Diagnostic.of(CompilerProblem.NESTED_TOO_DEEPLY, Tokens.span(source, at), message)
        .withHelp("give parts of it names");
  }
}
