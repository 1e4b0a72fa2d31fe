package adjoint.compiler.parse;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** What the readers of the tree share: the text they read, and what they found wrong in it. */
final class Problems {

  private final Source source;
  private final List<Diagnostic> found = new ArrayList<>();

  Problems(Source source) {
    this.source = source;
  }

  void add(CompilerProblem kind, Span at, String message) {
    found.add(Diagnostic.of(kind, at, message));
  }

  void add(Diagnostic problem) {
    found.add(problem);
  }

  /** Whether something was found wrong within a stretch of the text. */
  boolean anyIn(Span span) {
    return found.stream().anyMatch(problem -> problem.at().start() >= span.start() && problem.at().end() <= span.end());
  }

  List<Diagnostic> found() {
    return found;
  }

  Source source() {
    return source;
  }

  Span span(Token token) {
    return Tokens.span(source, token);
  }

  Span span(ParserRuleContext context) {
    return Tokens.span(source, context);
  }
}
