package adjoint.compiler.parse;

import adjoint.compiler.ast.File;
import adjoint.compiler.diagnostic.Diagnostic;
import java.util.List;

/** What was read of a text, and what was wrong with it. Where there are problems, the file holds what could be read. */
public record Parsed(File file, List<Diagnostic> problems) {}
