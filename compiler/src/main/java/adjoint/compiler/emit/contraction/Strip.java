package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;

/**
 * A row of tiles of one height. The columns that whole vectors leave over are masked at 16 lanes and scalar at fewer,
 * where masks lose.
 */
final class Strip {

  /** So many vectors of columns repay copying the rows of a tile where its places come from a table. */
  private static final int INTERLEAVED_VECTORS = 8;
  /** Else there have to be so many vectors in the right operand: rows near each other are as good as copied. */
  private static final int INTERLEAVED_PANEL = 4096;
  /** More masked accesses in one method are too many for HotSpot's first compiler. */
  private static final int MASKED_ROWS = 4;
  /** The least height at which the copy is worth it. */
  private static final int INTERLEAVED_ROWS = 4;
  private static final int[] SCALAR_COLUMNS = {4, 1};

  private final Procedures into;
  private final int height;
  private final Access access;
  private final ProcedureBuilder body;
  private final Tile tile;
  private final Variable columns;
  private final Variable spare;

  private Strip(Procedures into, int height, Access access) {
    this.into = into;
    this.height = height;
    this.access = access;
    this.body = new ProcedureBuilder();
    this.tile = new Tile(body, access);
    this.columns = body.parameter("columns", DataType.INT);
    this.spare = body.parameter("spare", DataType.INT);
  }

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
      body.when(columns.atLeast(lanes.times(INTERLEAVED_VECTORS)), () -> {
        if (access.leftTable()) {
          interleaved(lanes, column);
        } else {
          body.when(columns.times(tile.depth).atLeast(lanes.times(INTERLEAVED_PANEL)),
              () -> interleaved(lanes, column));
        }
      });
    }
    vectors(lanes, column, access, method -> tile.call(method, 0, column));
    body.when(column.less(columns), () -> rest(lanes, column));
  }

  private void interleaved(Expression lanes, Variable column) {
    tile.call(Interleaving.in(into, height, access), 0, Expression.ZERO, spare);
    vectors(lanes, column, access.interleaved(),
        method -> tile.callInterleaved(method, spare, column));
  }

  private interface Call {
    void tile(Procedure.Header method);
  }

  private void vectors(Expression lanes, Variable column, Access access, Call call) {
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 2, false, access)), column, lanes.times(2), call);
    tiles(VectorTile.in(into, new VectorTile.Shape(height, 1, false, access)), column, lanes, call);
  }

  /** The columns that fill no vector. */
  private void rest(Expression lanes, Variable column) {
    Expression rest = columns.minus(column);
    int rows = height % MASKED_ROWS == 0 ? MASKED_ROWS : Math.min(height, 2);
    Procedure.Header masked = VectorTile.in(into, new VectorTile.Shape(rows, 1, true, access));
    body.choose(lanes.equal(Expression.of(16)), () -> {
      for (int row = 0; row < height; row += rows) {
        tile.call(masked, row, column, rest);
      }
    }, () -> tile.call(Panel.scalarIn(into, access), 0, column, Expression.of(height), rest, spare));
  }

  private void scalar() {
    Variable column = body.let("column", Expression.ZERO);
    for (int width : SCALAR_COLUMNS) {
      tiles(ScalarTile.in(into, height, width, access), column, Expression.of(width),
          method -> tile.call(method, 0, column));
    }
  }

  /** As many tiles of a width as there are columns for. */
  private void tiles(Procedure.Header method, Variable column, Expression width, Call call) {
    body.repeat(columns.minus(column).atLeast(width), () -> {
      call.tile(method);
      body.set(column, column.plus(width));
    });
  }
}
