/**
 * The text of a `.nn` file as data: {@link adjoint.compiler.ast.File} holds {@link adjoint.compiler.ast.Declaration}s,
 * those hold {@link adjoint.compiler.ast.Statement}s and {@link adjoint.compiler.ast.Expr}essions. Only what the
 * grammar knows is here: no names resolved, no dims checked, every node with its span.
 */
package adjoint.compiler.ast;
