package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;

/**
 * The loop over tiles: a block of `rows` times `columns` sums, strip by strip. What rows and columns the large tiles
 * leave over goes to smaller ones.
 */
final class Panel {

  private static final int[] VECTOR_ROWS = {4, 2, 1};
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
    this.tile = new Tile(body, access);
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
   * lanes, hold one of twelve rows; sixteen rows are then two times eight rather than twelve and four.
   */
  private void vector() {
    Expression lanes = body.let("lanes", Expression.lanes());
    Expression none = Expression.of(1 << 30);
    Variable twelve = body.let("twelve", none);
    Variable eight = body.let("eight", none);
    Variable six = body.let("six", none);
    body.when(lanes.equal(Expression.of(16)), () -> {
      Expression rest = body.let("rest", rows.rest(Expression.of(12)));
      body.set(twelve, rest.plus(12));
      body.when(rest.equal(Expression.of(4)), () -> body.set(twelve, twelve.plus(12)));
      body.set(eight, Expression.of(8));
      body.set(six, Expression.of(6));
    });
    strips(12, twelve, Strip.vectorIn(into, 12, access));
    strips(8, eight, Strip.vectorIn(into, 8, access));
    strips(6, six, Strip.vectorIn(into, 6, access));
    for (int height : VECTOR_ROWS) {
      strips(height, Expression.of(height), Strip.vectorIn(into, height, access));
    }
  }

  private void scalar() {
    for (int height : SCALAR_ROWS) {
      strips(height, Expression.of(height), Strip.scalarIn(into, height, access));
    }
  }

  /** As many strips of a height as there are rows for. */
  private void strips(int height, Expression least, Procedure.Header strip) {
    body.repeat(rows.atLeast(least), () -> {
      tile.call(strip, 0, Expression.ZERO, columns, spare);
      tile.advance(height);
      body.set(rows, rows.minus(Expression.of(height)));
    });
  }
}
