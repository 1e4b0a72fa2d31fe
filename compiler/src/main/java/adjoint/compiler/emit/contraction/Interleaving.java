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
 * nothing but products is left in the loop. The same goes for the copy itself where depths are neighbours.
 */
final class Interleaving {

  private Interleaving() {}

  /** A procedure with a tile's arguments and the place to copy to. */
  static Procedure.Header in(Procedures into, int rows, Access access) {
    Access left = access.leftTable() ? Access.LEFT_TABLE : Access.STRIDES;
    return into.shared("interleave" + rows + left.suffix(), name -> build(into, name, rows, left));
  }

  private static Procedure build(Procedures into, String name, int rows, Access access) {
    ProcedureBuilder body = new ProcedureBuilder();
    Tile tile = new Tile(into, body, access);
    Variable to = body.parameter("to", DataType.INT);
    Variable[] lefts = tile.leftRows(rows);
    Runnable any = () -> body.loop("depth", Expression.ZERO, tile.depth, Expression.ONE,
        depth -> copy(body, tile, lefts, to.plus(depth.times(rows)), tile.leftDistance(depth, rows)));
    if (access.leftTable()) {
      any.run();
    } else {
      body.choose(tile.leftDepth.equal(Expression.ONE), () -> body.loop("depth", Expression.ZERO, tile.depth,
          Expression.ONE, depth -> copy(body, tile, lefts, to.plus(depth.times(rows)), depth)), any);
    }
    return body.build(name);
  }

  private static void copy(ProcedureBuilder body, Tile tile, Variable[] lefts, Expression to, Variable left) {
    Variable at = body.let("at", to);
    for (int i = 0; i < lefts.length; i++) {
      body.store(tile.work, at.plus(i),
          new Expression.Element(DataType.FLOAT, tile.left, lefts[i].plus(left), Optional.empty()));
    }
  }
}
