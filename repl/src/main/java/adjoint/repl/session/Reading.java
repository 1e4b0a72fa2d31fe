package adjoint.repl.session;

import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;

/** Whether an entry goes on in the next line; the grammar decides. */
public final class Reading {

  private Reading() {}

  /**
   * Whether what was typed so far is a whole entry: a command, or what the grammar can't continue. An empty line ends what is
   * missing something else than a bracket; two end anything.
   */
  public static boolean isComplete(String text) {
    String start = text.stripLeading();
    if (start.isEmpty() || start.startsWith(":") || start.startsWith("/") && !start.startsWith("//")
        || text.endsWith("\n\n")) {
      return true;
    }
    var parsed = Parser.parseEntry(new Source(Session.PROMPT, text));
    return !parsed.unfinished() || !parsed.open() && text.endsWith("\n");
  }
}
