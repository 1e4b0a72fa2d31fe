/**
 * The `nn` command line. {@link adjoint.repl.Main} parses the words, one class a command does the work by calling
 * the compiler and the runtime, and {@link adjoint.repl.Console} is where words come out.
 */
package adjoint.repl;
