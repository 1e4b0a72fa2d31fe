package adjoint.repl.command;

import adjoint.compiler.Rejected;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Revise;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.compiler.parse.ParsedEntry;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.Session;
import adjoint.runtime.CliProblem;
import java.util.List;
import java.util.Optional;

/** An expression behind a command. */
record Expression(String name, Expr expr) {

  /**
   * Reads one.
   *
   * @throws Rejected where it has problems
   */
  static Expression of(String text, String command) {
    if (text.isEmpty()) {
      throw new CommandFailure(CliProblem.MISSING_WORD, ":" + command + " needs an expression",
          Optional.of("help: :" + command + " 1 + 1"));
    }
    Source source = new Source(Session.PROMPT, text);
    ParsedEntry parsed = Parser.parseEntry(source);
    if (!parsed.problems().isEmpty()) {
      throw new Rejected(
          Revise.tried(source, parsed.problems(), changed -> Parser.parseEntry(changed).problems()));
    }
    if (parsed.lines().size() == 1 && parsed.lines().getFirst() instanceof ParsedEntry.Line.Stated stated
        && stated.statement() instanceof Statement.Evaluate e) {
      return new Expression(e.value() instanceof Expr.Name name ? name.name() : "y", e.value());
    }
    throw new CommandFailure(CliProblem.BAD_VALUE, ":" + command + " takes one expression, and this is something else",
        Optional.empty());
  }

  /**
   * Lowers it under its name.
   *
   * @throws Rejected where it has problems
   */
  LoweredEntry lower(Session session, Recompute whole) {
    var statement = new Statement.Bind(List.of(new Expr.Name(name, expr.span())), Optional.empty(), expr, expr.span());
    var result = session.lower(statement, "$" + (session.state().results() + 1), whole);
    List<Diagnostic> problems = result.problems();
    return result.entry().orElseThrow(() -> new Rejected(problems));
  }
}
