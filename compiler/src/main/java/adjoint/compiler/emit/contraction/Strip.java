package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;

/**
 * Tiles of one height, some rows of them. The tiles below one another come first, so that their columns of the right operand
 * stay in the L1 while the left one, which is in the L2, goes by.
 */
final class Strip {

  /** So many tiles beside one another repay copying the rows of the left operand. */
  private static final int INTERLEAVED_TILES = 4;
  /** Of a window there have to be so many vectors in the right operand: rows near each other are as good as copied. */
  private static final int INTERLEAVED_WINDOW = 4096;
  /** So many rows repay copying a window's columns into a panel. */
  private static final int COPIED_ROWS = 8;
  /** More masked accesses in one method are too many for HotSpot's first compiler. */
  private static final int MASKED_ROWS = 4;
  /** The least height at which the copy is worth it. */
  private static final int INTERLEAVED_ROWS = 4;
  /** So few rows take more vectors of columns, which are read once and of which several chains of sums run side by side. */
  private static final int FEW_ROWS = 2;
  private static final int[] SCALAR_COLUMNS = {4, 1};

  private final Procedures into;
  private final int height;
  private final Access access;
  private final ProcedureBuilder body;
  private final Tile tile;
  private final Variable rows;
  private final Variable columns;
  private final Variable spare;

  private Strip(Procedures into, int height, Access access) {
    this.into = into;
    this.height = height;
    this.access = access;
    this.body = new ProcedureBuilder();
    this.tile = new Tile(into, body, access);
    this.rows = body.parameter("rows", DataType.INT);
    this.columns = body.parameter("columns", DataType.INT);
    this.spare = body.parameter("spare", DataType.INT);
  }

  /**
   * A procedure that takes a tile's arguments, the rows, which are a multiple of the height, the columns, and the place of
   * the interleaved rows.
   */
  static Procedure.Header vectorIn(Procedures into, int height, Access access) {
    return into.shared("strip" + height + access.suffix(), name -> {
      Strip strip = new Strip(into, height, access);
      strip.vector();
      return strip.body.build(name);
    });
  }

  static Procedure.Header scalarIn(Procedures into, int height, Access access) {
    return into.shared("scalarStrip" + height + access.suffix(), name -> {
      Strip strip = new Strip(into, height, access);
      strip.scalar();
      return strip.body.build(name);
    });
  }

  private void vector() {
    Expression lanes = body.let("lanes", Expression.lanes());
    Variable column = body.let("column", Expression.ZERO);
    if (height >= INTERLEAVED_ROWS) {
      body.when(columns.atLeast(interleavedColumns(into)), () -> {
        if (access.rightTable()) {
          body.when(columns.times(tile.depth).atLeast(lanes.times(INTERLEAVED_WINDOW)),
              () -> body.when(rows.atLeast(Expression.of(COPIED_ROWS)), () -> copied(lanes, column)));
        } else {
          body.when(tile.isPanel(), () -> interleaved(lanes, column));
        }
      });
    }
    Call call = (method, row) -> tile.call(method, row, column);
    if (height <= FEW_ROWS) {
      body.when(tile.isContiguous(), () -> tiles(VectorTile.in(into, new VectorTile.Shape(height, 4, false, access)),
          column, lanes.times(4), call));
    }
    vectors(lanes, column, access, call);
    body.when(column.less(columns), () -> rest(lanes, column));
  }

  /** With fewer columns the rows of the left operand are read where they lie. */
  static Expression interleavedColumns(Procedures into) {
    return Tile.columns(into).times(INTERLEAVED_TILES);
  }

  private void interleaved(Expression lanes, Variable column) {
    interleave();
    vectors(lanes, column, Access.PACKED, (method, row) -> tile.callInterleaved(method, place(row), row, column));
  }

  private void interleave() {
    tile.call(Interleaving.in(into, height, access), Expression.ZERO, Expression.ZERO, rows, spare);
  }

  /** Of a window: the columns of a tile are copied into a panel behind the interleaved rows, for all of these. */
  private void copied(Expression lanes, Variable column) {
    interleave();
    Expression panel = body.let("panel", place(rows));
    Call call = (method, row) -> tile.callPacked(method, place(row), panel, row, column);
    for (int vectors : new int[]{2, 1}) {
      Procedure.Header copy = PanelCopy.window(into, vectors);
      tiles(VectorTile.in(into, new VectorTile.Shape(height, vectors, false, Access.PACKED)), column,
          lanes.times(vectors), () -> tile.call(copy, Expression.ZERO, column, panel), call);
    }
  }

  /** Where interleaved rows lie. */
  private Expression place(Variable row) {
    return spare.plus(row.times(tile.depth));
  }

  private interface Call {
    void tile(Procedure.Header method, Variable row);
  }

  private void vectors(Expression lanes, Variable column, Access access, Call call) {
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 2, false, access)), column, lanes.times(2), call);
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 1, false, access)), column, lanes, call);
  }

  /** The columns that fill no vector, where nobody knew: masked at 8 and 16 lanes and scalar at fewer, where masks lose. */
  private void rest(Expression lanes, Variable column) {
    Expression rest = body.let("rest", columns.minus(column));
    int masked = Math.min(height, MASKED_ROWS);
    Procedure.Header tiles = VectorTile.in(into, new VectorTile.Shape(masked, 1, true, access));
    body.choose(lanes.atLeast(Expression.of(8)),
        () -> body.loop("row", Expression.ZERO, rows, Expression.of(masked),
            row -> tile.call(tiles, row, column, rest)),
        () -> tile.call(Panel.scalarIn(into, access), Expression.ZERO, column, rows, rest, spare));
  }

  private void scalar() {
    Variable column = body.let("column", Expression.ZERO);
    for (int width : SCALAR_COLUMNS) {
      tiles(ScalarTile.in(into, height, width, access), column, Expression.of(width),
          (method, row) -> tile.call(method, row, column));
    }
  }

  private void tiles(Procedure.Header method, Variable column, Expression width, Call call) {
    tiles(method, column, width, () -> {}, call);
  }

  /** As many tiles of a width as there are columns for, each for all rows, after what they need of these columns. */
  private void tiles(Procedure.Header method, Variable column, Expression width, Runnable before, Call call) {
    body.repeat(columns.minus(column).atLeast(width), () -> {
      before.run();
      body.loop("row", Expression.ZERO, rows, Expression.of(height), row -> call.tile(method, row));
      body.set(column, column.plus(width));
    });
  }
}
