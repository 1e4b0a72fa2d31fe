package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.repl.TestRun;
import adjoint.repl.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What an entry gave, as it is shown. */
final class Answers {

  private Answers() {}

  /**
   * @param name the name under which a result is shown
   */
  static Response of(LoweredEntry entry, Map<String, Value> values, UnaryOperator<String> name, State state) {
    List<Piece> pieces = new ArrayList<>();
    entry.told().forEach((own, words) -> pieces
        .add(new Piece.Text(own.equals("result") ? words : own + ": " + words)));
    entry.results().forEach((own, type) -> LoweredEntry.parts(own, type).keySet().forEach(part -> pieces.add(
        new Piece.Text(ShowValue.show(name.apply(own) + part.substring(own.length()), values.get(part), state)))));
    return new Response(List.copyOf(pieces), false);
  }

  static Response held(Statement statement, Value holds) {
    return holds.ints()[0] != 0
        ? Response.text("holds")
        : Response.failure(Trouble.ASSERT_FAILED.code(), "this doesn't hold: " + statement.span().text());
  }

  /** How the tests went that were declared, each of which is run. */
  static Response tests(List<Declaration> declarations, State state) {
    List<String> names = declarations.stream().filter(declaration -> declaration instanceof Declaration.Test)
        .map(declaration -> ((Declaration.Test) declaration).name()).toList();
    if (names.isEmpty()) {
      return Response.NOTHING;
    }
    Lowered lowered = Programs.of(state).lowered();
    return names.stream().map(name -> test(name, lowered)).reduce(Response.NOTHING, Response::then);
  }

  private static Response test(String name, Lowered lowered) {
    List<String> failures = TestRun.failures(name, lowered.tests().get(name), lowered);
    return failures.isEmpty()
        ? Response.text("passed")
        : Response.failure(Trouble.ASSERT_FAILED.code(), "this test fails: " + name, failures.toArray(String[]::new));
  }
}
