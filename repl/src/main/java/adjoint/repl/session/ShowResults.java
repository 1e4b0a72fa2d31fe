package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.repl.problem.Complaint;
import adjoint.runtime.CliProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** What an entry gave, as it is shown. */
final class ShowResults {

  private ShowResults() {}

  /**
   * @param name the name under which a result is shown
   * @param width of lines on a terminal
   */
  static Response of(LoweredEntry entry, Map<String, TensorValue> values, UnaryOperator<String> name, State state,
      OptionalInt width) {
    List<ResponsePart> parts = new ArrayList<>();
    entry.told().forEach((own, words) -> parts
        .add(new ResponsePart.Text(own.equals("result") ? words : own + ": " + words)));
    entry.results().forEach((own, type) -> LoweredEntry.parts(own, type).keySet().forEach(part -> parts.add(
        new ResponsePart.Text(
            ShowValue.show(name.apply(own) + part.substring(own.length()), values.get(part), state, width)))));
    return new Response(List.copyOf(parts), false);
  }

  static Response held(Statement statement, TensorValue holds) {
    return holds.ints()[0] != 0
        ? Response.text("holds")
        : Response.failure(Complaint.of(CliProblem.ASSERT_FAILED, "this doesn't hold: " + statement.span().text()));
  }

  /** How the tests went that were declared, each of which is run. */
  static Response tests(List<Declaration> declarations, State state) {
    List<String> names = declarations.stream().filter(declaration -> declaration instanceof Declaration.Test)
        .map(declaration -> ((Declaration.Test) declaration).name()).toList();
    if (names.isEmpty()) {
      return Response.NOTHING;
    }
    Lowered lowered = SessionProgram.of(state).lowered();
    return names.stream().map(name -> test(name, lowered)).reduce(Response.NOTHING, Response::then);
  }

  private static Response test(String name, Lowered lowered) {
    List<String> failures = TestRun.failures(name, lowered.tests().get(name), lowered);
    return failures.isEmpty()
        ? Response.text("passed")
        : Response.failure(Complaint.of(CliProblem.ASSERT_FAILED, "this test fails: " + name, failures));
  }
}
