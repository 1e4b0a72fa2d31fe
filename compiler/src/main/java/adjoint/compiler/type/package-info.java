/**
 * The types of values. A {@link adjoint.compiler.type.Type} lists named axes; a {@link adjoint.compiler.type.Dim} is the
 * identity of such a name, which is more than its letters: each use of a layer has dims of its own.
 *
 * <p>Begin reading at {@link adjoint.compiler.type.Type}.
 */
package adjoint.compiler.type;
