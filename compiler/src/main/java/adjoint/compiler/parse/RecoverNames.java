package adjoint.compiler.parse;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.source.Span;
import adjoint.grammar.NnLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What is known of a line that could not be read: the names that it would have given, so that their uses make no follow-ups. */
final class RecoverNames {

  private final Problems problems;
  private final List<Token> tokens;

  RecoverNames(Problems problems, List<Token> tokens) {
    this.problems = problems;
    this.tokens = tokens;
  }

  /** Binds the names left of the line's `=`, `:` or `<-` to something wrong. */
  Statement statement(ParserRuleContext line) {
    Span span = problems.span(line);
    int first = line.getStart().getTokenIndex();
    if (type(first) == NnLexer.PARAM || type(first) == NnLexer.STATE) {
      first++;
    }
    var names = new ArrayList<Expr.Name>();
    int at = first;
    while (isName(at)) {
      names.add(new Expr.Name(tokens.get(at).getText(), problems.span(tokens.get(at))));
      at += type(at + 1) == NnLexer.COMMA ? 2 : 1;
    }
    boolean binds = type(at) == NnLexer.ASSIGN || type(at) == NnLexer.COLON || first > line.getStart().getTokenIndex();
    Expr wrong = new Expr.Wrong(span);
    return binds && !names.isEmpty()
        ? new Statement.Bind(List.copyOf(names), Optional.empty(), wrong, span)
        : new Statement.Evaluate(wrong, span);
  }

  /** The name that a declaration would have declared. */
  Optional<String> declared(ParserRuleContext line) {
    int first = line.getStart().getTokenIndex();
    int name = isName(first) && type(first + 1) == NnLexer.ASSIGN ? first : first + 1;
    return isName(name) ? Optional.of(tokens.get(name).getText()) : Optional.empty();
  }

  private boolean isName(int index) {
    return type(index) == NnLexer.NAME || Tokens.SOFT_WORDS.contains(type(index));
  }

  private int type(int index) {
    return index < tokens.size() ? tokens.get(index).getType() : Token.EOF;
  }
}
