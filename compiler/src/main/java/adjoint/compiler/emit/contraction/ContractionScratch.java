package adjoint.compiler.emit.contraction;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.plan.Step;
import adjoint.runtime.tensor.Size;
import java.util.List;

/**
 * The scratch memory of a contraction: for each thread a panel of the right operand, a strip of the left one, and a
 * block of sums. The planner reserves it in {@link adjoint.compiler.plan.Space.Work} as the placement of
 * {@link Step.Contraction#accumulator} (its offset; the strides mean nothing), alive only while the step runs.
 */
public final class ContractionScratch {

  /** The depth of a block: a strip of the left operand stays in the L1. */
  static final int DEPTH = 512;
  /** Floats of a panel of the right operand, of which a tile's columns are in the L1: for the columns of each tile `[depth][columns]`. */
  static final int PANEL = 384 * 1024;
  /** Floats of a block of sums. */
  static final int SUMS = 96 * 1024;
  /** Floats of a left operand that is packed as a whole, once. */
  static final int WHOLE = 64 * 1024;
  /** The most rows of a strip of tiles, which stay in the L2: a multiple of what all tiles have. */
  static final int STRIP = 48;
  /** The most columns of a tile: two vectors of 16 lanes. */
  static final int TILE_COLUMNS = 32;
  /** The most rows of a table of distances. */
  private static final int MOST_ROWS = 4096;
  /** How many threads have scratch memory of their own. */
  private static final int PARTS = 8;
  /** Below so many multiplications, some 5 µs at 8 lanes, a contraction stays on one thread; an open dim counts as {@link #TYPICAL}. */
  static final long SMALL = 1 << 17;
  private static final long TYPICAL = 256;

  private ContractionScratch() {}

  /** How many floats to reserve. */
  public static Size size(Step.Contraction contraction) {
    Step.Contraction arranged = Arrangement.cheapest(contraction);
    return part(arranged).times(parts(arranged));
  }

  /** The floats of one thread. */
  static Size part(Step.Contraction c) {
    return Size.of(panel(c) + strip(c) + sums(c) + distances(c) + block(c) + spare(c));
  }

  static int parts(Step.Contraction c) {
    long products = typical(c.batch()) * typical(c.rows()) * typical(c.columns()) * typical(c.depth());
    return products < SMALL ? 1 : PARTS;
  }

  static int panel(Step.Contraction c) {
    long depth = Math.min(DEPTH, constant(c.depth(), DEPTH));
    long columns = constant(c.columns(), PANEL) + TILE_COLUMNS;
    return (int) Math.min(PANEL, depth * columns);
  }

  static int strip(Step.Contraction c) {
    long strip = rows(c) * Math.min(DEPTH, constant(c.depth(), DEPTH));
    return (int) (isWhole(c) ? Math.max(strip, product(c.rows()).times(product(c.depth())).constant()) : strip);
  }

  /** Whether the left operand, if it has to be packed, is packed as a whole before the first batch. */
  static boolean isWhole(Step.Contraction c) {
    Size size = product(c.rows()).times(product(c.depth()));
    return size.isConstant() && size.constant() <= WHOLE && c.left().indices().stream().noneMatch(c.batch()::contains);
  }

  static int sums(Step.Contraction c) {
    boolean single = constant(c.depth(), Long.MAX_VALUE) <= DEPTH;
    long rows = single ? rows(c) : constant(c.rows(), SUMS);
    double waste = Window.of(c).isPresent() ? Window.WASTE : 1;
    long columns = (long) (constant(c.columns(), SUMS) * waste) + TILE_COLUMNS;
    return (int) Math.min(SUMS, rows * columns);
  }

  /** The tables of distances: of a window's depth, or of a block of depth and all rows of a scattered left operand. */
  static int distances(Step.Contraction c) {
    int window = Window.of(c).isPresent() ? (int) product(c.depth()).constant() : 0;
    int scattered = maybeScattered(c) ? DEPTH + (int) product(c.rows()).constant() : 0;
    return Math.max(window, scattered);
  }

  /** Whether the left operand may be one whose rows or depth are in several strides, too large to be packed once. */
  static boolean maybeScattered(Step.Contraction c) {
    Size rows = product(c.rows());
    return !isWhole(c) && c.left() instanceof Scalar.Read && c.rows().size() + c.depth().size() > 2 && rows.isConstant()
        && rows.constant() <= MOST_ROWS;
  }

  /** A window with its margin; a tile may read a vector beyond its end. */
  static int block(Step.Contraction c) {
    return Window.of(c).map(w -> (int) w.blockSize()).filter(size -> size > 0).map(size -> size + TILE_COLUMNS)
        .orElse(0);
  }

  /** The interleaved rows of a strip, and behind them a panel of a window. */
  private static long spare(Step.Contraction c) {
    long panel = Window.of(c).isPresent() ? TILE_COLUMNS : 0;
    return (rows(c) + panel) * Math.min(DEPTH, constant(c.depth(), DEPTH));
  }

  /** The rows of a strip. */
  private static long rows(Step.Contraction c) {
    return Math.min(STRIP, constant(c.rows(), STRIP));
  }

  private static long constant(List<Index> indices, long otherwise) {
    Size product = product(indices);
    return product.isConstant() ? Math.min(product.constant(), otherwise) : otherwise;
  }

  private static long typical(List<Index> indices) {
    long product = 1;
    for (Index index : indices) {
      product *= index.size().isConstant() ? Math.min(index.size().constant(), 1 << 15) : TYPICAL;
    }
    return Math.min(product, 1 << 15);
  }

  static Size product(List<Index> indices) {
    return indices.stream().map(Index::size).reduce(Size.ONE, Size::times);
  }
}
