package adjoint.compiler.parse;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.Diagnostic;
import java.util.List;

/**
 * What was read of an entry at the prompt, and what was wrong with it.
 *
 * @param unfinished whether what is wrong is only that more must come: an open bracket, nothing behind an operator
 * @param open whether a bracket is open
 */
public record ParsedEntry(List<Line> lines, List<Diagnostic> problems, boolean unfinished, boolean open) {

  public sealed interface Line {

    record Declared(Declaration declaration) implements Line {}

    record Stated(Statement statement) implements Line {}
  }
}
