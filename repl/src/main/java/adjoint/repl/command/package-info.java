/**
 * The prompt's commands, `:type`, `:grad`, … a file each. Begin at {@link adjoint.repl.command.PromptCommands}, which lists
 * them, and {@link adjoint.repl.command.Dialogue}, which answers whatever is typed: a command, or an entry for the session. What goes
 * wrong becomes an answer, too.
 */
package adjoint.repl.command;
