package adjoint.compiler.ast;

import adjoint.compiler.source.Source;
import java.util.List;
import java.util.Set;

/**
 * One parsed `.nn` file.
 *
 * @param unread the names of declarations that could not be read: a message about each has been made, so uses of them
 *     are silent
 */
public record File(Source source, List<Declaration> declarations, Set<String> unread) {

  public File(Source source, List<Declaration> declarations) {
    this(source, declarations, Set.of());
  }
}
