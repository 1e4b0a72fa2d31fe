/**
 * Nests to code. Each statement is lowered to a {@link adjoint.compiler.emit.nest.Piece} in words, then written into the
 * method of the nest: elementwise stores, reductions in a chain or by lanes, positions of extremes, accumulation.
 */
package adjoint.compiler.emit.nest;
