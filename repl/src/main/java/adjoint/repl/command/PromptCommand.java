package adjoint.repl.command;

import adjoint.repl.session.Response;

/**
 * What can be asked for by `:name` at the prompt.
 *
 * @param name without its colon
 * @param arguments as help shows them; empty where it takes none
 * @param does what it does, in a few words
 */
public record PromptCommand(String name, String arguments, String does, Action action) {

  /** Answers a command. */
  @FunctionalInterface
  public interface Action {

    /**
     * @param argument what stands behind the name, without blanks around it
     */
    Response answer(PromptContext context, String argument);
  }
}
