/**
 * A model as a jar that needs nothing else: {@link adjoint.compiler.pack.Packaging} says what goes into it,
 * {@link adjoint.compiler.pack.ModelJar} makes it. Generated sources are compiled against
 * the runtime, what they reach of it is collected, all of it moved into packages of the model's own, so that several models go
 * together, and written with fixed times in a fixed order, so that the same inputs give the same bytes.
 */
package adjoint.compiler.pack;
