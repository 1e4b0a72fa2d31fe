/** Texts of `.nn` files, and stretches of them: {@link adjoint.compiler.source.Span} travels through every stage. */
package adjoint.compiler.source;
