/**
 * Problems as facts, and how they are shown. A {@link adjoint.compiler.diagnostic.Diagnostic} says where, what else takes
 * part and what would help; {@link adjoint.compiler.diagnostic.Render} makes the page that people read;
 * {@link adjoint.compiler.diagnostic.Revise} tries the help before it is offered.
 */
package adjoint.compiler.diagnostic;
