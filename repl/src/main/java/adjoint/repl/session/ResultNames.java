package adjoint.repl.session;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.parse.ParsedEntry.Line;
import adjoint.compiler.source.Span;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** `$1`, `$2`: names that only the prompt gives. What else had such a name could not be saved, since no file can say it. */
final class ResultNames {

  /** A saved session calls `$1` so, since a file has no such names. */
  private static final Pattern SAVED = Pattern.compile("^result(\\d+)$");

  private ResultNames() {}

  /** A problem for each line of an entry that gives something such a name. */
  static List<Diagnostic> given(List<Line> lines) {
    return lines.stream().flatMap(line -> switch (line) {
      case Line.Declared d -> problem(Item.of(d.declaration()).key(), d.declaration().span());
      case Line.Stated s -> bound(s.statement()).flatMap(ResultNames::problem);
    }).toList();
  }

  private static Stream<Expr.Name> bound(Statement statement) {
    return switch (statement) {
      case Statement.Bind b -> b.names().stream();
      case Statement.Equation e -> Stream.of(e.name());
      case Statement.Update _,Statement.Declare _,Statement.Yield _,Statement.LocalDim _,Statement.Assert _,Statement.Evaluate _ ->
        Stream.empty();
    };
  }

  private static Stream<Diagnostic> problem(Expr.Name name) {
    return problem(name.name(), name.span());
  }

  private static Stream<Diagnostic> problem(String name, Span span) {
    return name.startsWith("$")
        ? Stream.of(Diagnostic.of(CompilerProblem.MEANINGLESS_CHARACTER, span,
            "`" + name + "` is a name of results; bind another, without $"))
        : Stream.empty();
  }

  /**
   * Where a statement's draws are made: those of a name depend on nothing but that name, so that a saved session draws the
   * same numbers.
   *
   * @param number of the result, where it has no name
   */
  static String site(Statement statement, int number) {
    String numbered = "$" + number;
    return switch (statement) {
      case Statement.Bind b -> SAVED.matcher(b.names().getFirst().name()).replaceFirst("\\$$1");
      case Statement.Equation e -> e.name().name();
      case Statement.Update _ -> numbered;
      case Statement.Declare _ -> numbered;
      case Statement.Yield _ -> numbered;
      case Statement.LocalDim _ -> numbered;
      case Statement.Assert _ -> numbered;
      case Statement.Evaluate _ -> numbered;
    };
  }
}
