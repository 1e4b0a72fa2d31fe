package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import java.util.Optional;

/**
 * Copies the rows of the left operand that a strip of tiles takes into scratch memory, as `[depth][rows]`. Then tiles find
 * them at constant distances: HotSpot checks their places once before the loop over depth rather than at each number, and
 * nothing but products is left in the loop.
 */
final class Interleaving {

  private Interleaving() {}

  /** A procedure with a tile's arguments and the place to copy to. */
  static Procedure.Header in(Procedures into, int rows, Access access) {
    Access left = access.leftTable() ? Access.LEFT_TABLE : Access.STRIDES;
    return into.shared("interleave" + rows + left.suffix(), name -> build(name, rows, left));
  }

  private static Procedure build(String name, int rows, Access access) {
    ProcedureBuilder body = new ProcedureBuilder();
    Tile tile = new Tile(body, access);
    Variable to = body.parameter("to", DataType.INT);
    Variable[] lefts = tile.leftRows(rows);
    body.loop("depth", Expression.ZERO, tile.depth, Expression.ONE, depth -> {
      Variable left = tile.leftDistance(depth, rows);
      Variable at = body.let("at", to.plus(depth.times(rows)));
      for (int i = 0; i < rows; i++) {
        body.store(tile.work, at.plus(i),
            new Expression.Element(DataType.FLOAT, tile.left, lefts[i].plus(left), Optional.empty()));
      }
    });
    return body.build(name);
  }
}
