/**
 * The prompt to the outside. Begin at {@link adjoint.repl.terminal.TerminalLoop}, which reads entries by JLine (completion,
 * colours, history, Ctrl-C), or at {@link adjoint.repl.terminal.Script}, which takes them from anything else.
 */
package adjoint.repl.terminal;
