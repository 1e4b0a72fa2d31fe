package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import java.util.Optional;
import org.objectweb.asm.Opcodes;

/**
 * The arguments that all microkernels have: the left operand (place, stride of rows, stride of depth), the right one
 * (place, stride of depth; columns are contiguous), the sums (place, stride of rows), the depth, and whether the sums go
 * on (not 0) or begin at +0. With a table of distances, an operand's strides are places in it instead; it holds ints as
 * the bits of floats.
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
  private final Access access;
  private final Optional<Local> distances;

  Tile(Body body, Access access) {
    this.body = body;
    this.access = access;
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
    distances = access.hasTable() ? Optional.of(body.argument("distances", Local.Type.REALS)) : Optional.empty();
  }

  /** The descriptor of a method with these arguments and some more ints. */
  static String descriptor(Access access, int more) {
    return "([FIII[FII[FIIII" + (access.hasTable() ? "[F" : "") + "I".repeat(more) + ")V";
  }

  /** Where the right operand's columns begin at a depth, in a variable. */
  Int.Variable rightPlace(Int depth) {
    Int distance = access == Access.RIGHT_TABLE ? distance(rightDepth.plus(depth)) : depth.times(rightDepth);
    return body.let("right", rightAt.plus(distance));
  }

  /** How far the left operand is from its rows' beginnings at a depth, in a variable. */
  Int.Variable leftDistance(Int depth) {
    return access == Access.LEFT_TABLE ? distance(leftDepth.plus(depth)) : body.let("left", depth.times(leftDepth));
  }

  /** Where each row of the left operand begins, in variables. */
  Int.Variable[] leftRows(int rows) {
    Int.Variable[] places = new Int.Variable[rows];
    for (int i = 0; i < rows; i++) {
      Int distance = access == Access.LEFT_TABLE ? distance(leftRow.plus(i)) : leftRow.times(i);
      places[i] = body.let("row" + i, leftAt.plus(distance));
    }
    return places;
  }

  /** Makes the arguments those of later rows. */
  void advance(int rows) {
    if (access == Access.LEFT_TABLE) {
      body.set(leftRow, leftRow.plus(rows));
    } else {
      body.set(leftAt, leftAt.plus(leftRow.times(rows)));
    }
    body.set(outAt, outAt.plus(outRow.times(rows)));
  }

  private Int.Variable distance(Int place) {
    body.code.load(distances.orElseThrow());
    body.push(place);
    body.code.op(Opcodes.FALOAD);
    body.code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
    return new Int.Variable(body.code.keep("distance", Local.Type.INT));
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
    body.code.invokeStatic(owner, method, descriptor(access, more.length));
  }
}
