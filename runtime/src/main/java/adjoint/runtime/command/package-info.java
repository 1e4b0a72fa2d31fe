/** The commands inside a model's jar: {@link adjoint.runtime.command.Shell}. They speak as `nn` does. */
package adjoint.runtime.command;
