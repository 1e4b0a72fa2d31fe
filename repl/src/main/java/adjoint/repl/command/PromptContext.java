package adjoint.repl.command;

import adjoint.repl.session.Session;
import java.io.PrintStream;

/**
 * What commands work with.
 *
 * @param words where a long command tells how it goes
 * @param live whether a line of these can be rewritten in place
 */
public record PromptContext(Session session, PrintStream words, boolean live) {

  /** The same for another session. */
  public PromptContext with(Session other) {
    return new PromptContext(other, words, live);
  }
}
