package adjoint.repl.session;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.repl.problem.Complaint;
import java.util.List;

/** A part of an answer. */
public sealed interface ResponsePart {

  /** Lines of text as they are. */
  record Text(String words) implements ResponsePart {}

  /** A remark about what happened besides. */
  record Note(String words) implements ResponsePart {}

  /** What the compiler found wrong with an entry. */
  record Problems(List<Diagnostic> problems) implements ResponsePart {}

  /** Something else that went wrong. */
  record Failure(Complaint complaint) implements ResponsePart {}
}
