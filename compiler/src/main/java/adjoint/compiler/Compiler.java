package adjoint.compiler;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.Lowered;
import adjoint.compiler.lower.ProgramLowering;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The whole path: text → Ast → graphs → simplified graphs → plans → bytecode → a program. */
public final class Compiler {

  private Compiler() {}

  /**
   * What checking a file gives.
   *
   * @param problems in the order of the text; empty where all is right
   * @param lowered the graphs, where there are no problems
   */
  public record Checked(Parsed parsed, List<Diagnostic> problems, Optional<Lowered> lowered) {}

  /** Text to graphs. */
  public static Checked check(Source source, ProgramLowering.Options options) {
    Parsed parsed = Parser.parse(source);
    if (!parsed.problems().isEmpty()) {
      return new Checked(parsed, parsed.problems(), Optional.empty());
    }
    ProgramLowering.Result result = ProgramLowering.lower(parsed.file(), options);
    return new Checked(parsed, List.copyOf(new ArrayList<>(result.problems())), result.lowered());
  }
}
