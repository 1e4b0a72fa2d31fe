package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import org.objectweb.asm.Opcodes;

/**
 * Copies the rows of the left operand that a strip of tiles takes into scratch memory, as `[depth][rows]`. Then tiles find
 * them at constant distances: HotSpot checks their places once before the loop over depth rather than at each number, and
 * nothing but products is left in the loop.
 */
final class Interleaving {

  private Interleaving() {}

  /** The name of a method with a tile's arguments and the place to copy to. */
  static String in(KernelClass into, int rows, Access access) {
    Access left = access.leftTable() ? Access.LEFT_TABLE : Access.STRIDES;
    String name = "interleave" + rows + left.suffix();
    return into.shared(name, name, method -> emit(new Body(into, method, Tile.descriptor(1)), rows, left));
  }

  private static void emit(Body body, int rows, Access access) {
    Tile tile = new Tile(body, access);
    Int.Variable to = body.argument("to");
    Int.Variable[] lefts = tile.leftRows(rows);
    body.loop("depth", Int.ZERO, tile.depth, Int.ONE, depth -> {
      Int.Variable left = tile.leftDistance(depth, rows);
      Int.Variable at = body.let("at", to.plus(depth.times(rows)));
      for (int i = 0; i < rows; i++) {
        body.code.load(tile.work);
        body.push(at.plus(i));
        body.code.load(tile.left);
        body.push(lefts[i].plus(left));
        body.code.ops(Opcodes.FALOAD, Opcodes.FASTORE);
      }
    });
    body.end();
  }
}
