package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;

/**
 * The loop over tiles: a block of `rows` times `columns` sums, strips of tiles one after the other. What rows and columns
 * the large tiles leave over goes to smaller ones.
 */
final class Panel {

  private static final int[] VECTOR_ROWS = {8, 4, 2, 1};
  private static final int[] SCALAR_ROWS = {4, 1};

  private final Procedures into;
  private final Access access;
  private final ProcedureBuilder body;
  private final Tile tile;
  private final Variable rows;
  private final Variable columns;
  private final Variable spare;

  private Panel(Procedures into, Access access) {
    this.into = into;
    this.access = access;
    this.body = new ProcedureBuilder();
    this.tile = new Tile(into, body, access);
    this.rows = body.parameter("rows", DataType.INT);
    this.columns = body.parameter("columns", DataType.INT);
    this.spare = body.parameter("spare", DataType.INT);
  }

  /** A procedure that takes a tile's arguments, the rows, the columns, and the place of a strip's interleaved rows. */
  static Procedure.Header in(Procedures into, Access access) {
    return into.lanes() ? into.shared("panel" + access.suffix(), name -> {
      Panel panel = new Panel(into, access);
      panel.vector();
      return panel.body.build(name);
    }) : scalarIn(into, access);
  }

  static Procedure.Header scalarIn(Procedures into, Access access) {
    return into.shared("scalarPanel" + access.suffix(), name -> {
      Panel panel = new Panel(into, access);
      panel.scalar();
      return panel.body.build(name);
    });
  }

  /**
   * Sixteen registers hold a tile of four rows and two vectors; of more rows HotSpot spills. Thirty-two, which come with 16
   * lanes, hold one of eight.
   */
  private void vector() {
    Expression lanes = body.let("lanes", Expression.lanes());
    for (int height : VECTOR_ROWS) {
      Procedure.Header strip = Strip.vectorIn(into, height, access);
      if (height == 8) {
        body.when(lanes.equal(Expression.of(16)), () -> strips(height, strip));
      } else {
        strips(height, strip);
      }
    }
  }

  private void scalar() {
    for (int height : SCALAR_ROWS) {
      strips(height, Strip.scalarIn(into, height, access));
    }
  }

  /** As many tiles of a height as there are rows for, in strips. */
  private void strips(int height, Procedure.Header strip) {
    body.repeat(rows.atLeast(Expression.of(height)), () -> {
      Expression count = body.let("count",
          rows.min(Expression.of(ContractionScratch.STRIP)).roundedDown(Expression.of(height)));
      tile.call(strip, Expression.ZERO, Expression.ZERO, count, columns, spare);
      tile.advance(count);
      body.set(rows, rows.minus(count));
    });
  }
}
