package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import java.util.Optional;

/**
 * Copies a right operand with contiguous columns into panels, depth by depth, as it lies in memory. A panel that isn't full
 * takes what lies behind the last column, which nothing looks at.
 */
final class PanelCopy {

  private PanelCopy() {}

  /**
   * A procedure that takes the array, the place of the first column, the stride of depth, how many columns there are, the depth,
   * the scratch memory and the place in it; for lanes.
   */
  static Procedure.Header in(Procedures into) {
    return into.shared("panels", name -> {
      ProcedureBuilder body = new ProcedureBuilder();
      Variable from = body.parameter("from", DataType.REALS);
      Variable at = body.parameter("at", DataType.INT);
      Variable stride = body.parameter("stride", DataType.INT);
      Variable columns = body.parameter("columns", DataType.INT);
      Variable depth = body.parameter("depth", DataType.INT);
      Variable work = body.parameter("work", DataType.REALS);
      Variable to = body.parameter("to", DataType.INT);
      Expression lanes = body.let("lanes", Expression.lanes());
      Expression together = body.let("together", Tile.columns(into));
      body.loop("turn", Expression.ZERO, depth, Expression.ONE, turn -> {
        Variable source = body.let("source", at.plus(turn.times(stride)));
        Variable target = body.let("target", to.plus(turn.times(together)));
        body.loop("column", Expression.ZERO, columns, together, column -> {
          Variable place = body.let("place", target.plus(column.times(depth)));
          body.store(work, place, lanes(from, source.plus(column)));
          body.store(work, place.plus(lanes), lanes(from, source.plus(column).plus(lanes)));
        });
      });
      return body.build(name);
    });
  }

  /**
   * A procedure with the arguments of a tile that finds its right operand at distances from a table, and the place in the scratch
   * memory to which it copies the columns of that tile.
   */
  static Procedure.Header window(Procedures into, int vectors) {
    return into.shared("panelOfWindow" + vectors, name -> {
      ProcedureBuilder body = new ProcedureBuilder();
      Tile tile = new Tile(into, body, Access.RIGHT_TABLE);
      Variable to = body.parameter("to", DataType.INT);
      Expression lanes = body.let("lanes", Expression.lanes());
      body.loop("depth", Expression.ZERO, tile.depth, Expression.ONE, depth -> {
        Variable source = tile.rightPlace(depth);
        Variable target = body.let("target", to.plus(depth.times(Tile.columns(into))));
        for (int i = 0; i < vectors; i++) {
          body.store(tile.work, target.plus(lanes.times(i)), lanes(tile.right, source.plus(lanes.times(i))));
        }
      });
      return body.build(name);
    });
  }

  private static Expression lanes(Variable from, Expression at) {
    return new Expression.Element(DataType.FLOAT_LANES, from, at, Optional.empty());
  }
}
