/**
 * One kernel for every sum of products: of matrices, of batches of them, convolutions in all three roles.
 *
 * <p>{@code Arrangement} decides which operand is the left one and which indices make its rows and columns, {@code Axes}
 * merges what lies behind one another, {@code Shape} holds what was decided. From there the loops go inwards:
 *
 * <ol>
 *   <li>{@code Entry}: the kernel's own procedure; {@code Split} shares the sums among threads;
 *   <li>{@code Blocks}: rows, columns and depth in blocks that stay in the caches; {@code Packing} copies what isn't read
 *       in place ({@code LeftOperand}, {@code RightOperand}, {@code Window} of a convolution);
 *   <li>{@code Panel}, {@code Strip}: the tiles of a block; {@code Interleaving} lays their rows out;
 *   <li>{@code VectorTile}, {@code ScalarTile}: the sums of a tile in registers, depth ascending, the same bits in both;
 *   <li>{@code Epilogue}: what becomes of finished sums while they are in the cache.
 * </ol>
 *
 * <p>Begin reading at {@link adjoint.compiler.emit.contraction.Contractions}.
 */
package adjoint.compiler.emit.contraction;
