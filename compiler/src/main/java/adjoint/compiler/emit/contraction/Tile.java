package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import java.util.Optional;
import org.objectweb.asm.Opcodes;

/**
 * The arguments that all microkernels have: the left operand (place, stride of rows, stride of depth), the right one
 * (place, stride of depth; columns are contiguous), the sums (place, stride of rows), the depth, and whether the sums go
 * on (not 0) or begin at +0.
 */
final class Tile {

  final Local left;
  final Int.Variable leftAt;
  final Int.Variable leftRow;
  final Int.Variable leftDepth;
  final Local right;
  final Int.Variable rightAt;
  final Int.Variable rightDepth;
  final Local out;
  final Int.Variable outAt;
  final Int.Variable outRow;
  final Int.Variable depth;
  final Int.Variable resume;
  private final Body body;
  private final boolean table;
  private final Optional<Local> distances;

  /** @param table whether the stride of the right operand's depth is a place in a table of distances instead */
  Tile(Body body, boolean table) {
    this.body = body;
    this.table = table;
    left = body.argument("left", Local.Type.REALS);
    leftAt = body.argument("leftAt");
    leftRow = body.argument("leftRow");
    leftDepth = body.argument("leftDepth");
    right = body.argument("right", Local.Type.REALS);
    rightAt = body.argument("rightAt");
    rightDepth = body.argument("rightDepth");
    out = body.argument("out", Local.Type.REALS);
    outAt = body.argument("outAt");
    outRow = body.argument("outRow");
    depth = body.argument("depth");
    resume = body.argument("resume");
    distances = table ? Optional.of(body.argument("distances", Local.Type.REALS)) : Optional.empty();
  }

  /** The descriptor of a method with these arguments and some more ints. */
  static String descriptor(boolean table, int more) {
    return "([FIII[FII[FIIII" + (table ? "[F" : "") + "I".repeat(more) + ")V";
  }

  /** Where the right operand's columns begin at a depth, in a variable. Distances are kept as the bits of floats. */
  Int.Variable rightPlace(Int depth) {
    if (distances.isEmpty()) {
      return body.let("right", rightAt.plus(depth.times(rightDepth)));
    }
    body.code.load(distances.get());
    body.push(rightDepth.plus(depth));
    body.code.op(Opcodes.FALOAD);
    body.code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
    return body.let("right", rightAt.plus(new Int.Variable(body.code.keep("distance", Local.Type.INT))));
  }

  /** Where each row of the left operand begins, in variables. */
  Int.Variable[] leftRows(int rows) {
    Int.Variable[] places = new Int.Variable[rows];
    for (int i = 0; i < rows; i++) {
      places[i] = i == 0 ? leftAt : body.let("row" + i, leftAt.plus(leftRow.times(i)));
    }
    return places;
  }

  Int outAt(int row) {
    return outAt.plus(outRow.times(row));
  }

  /** Calls a microkernel, or a loop over some, with these arguments at a later column and some more ints. */
  void call(String owner, String method, Int column, Int... more) {
    body.code.load(left);
    body.push(leftAt);
    body.push(leftRow);
    body.push(leftDepth);
    body.code.load(right);
    body.push(rightAt.plus(column));
    body.push(rightDepth);
    body.code.load(out);
    body.push(outAt.plus(column));
    body.push(outRow);
    body.push(depth);
    body.push(resume);
    distances.ifPresent(body.code::load);
    for (Int value : more) {
      body.push(value);
    }
    body.code.invokeStatic(owner, method, descriptor(table, more.length));
  }
}
