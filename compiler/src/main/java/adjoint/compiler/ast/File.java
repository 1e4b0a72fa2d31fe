package adjoint.compiler.ast;

import adjoint.compiler.source.Source;
import java.util.List;

/** One parsed `.nn` file. */
public record File(Source source, List<Declaration> declarations) {}
