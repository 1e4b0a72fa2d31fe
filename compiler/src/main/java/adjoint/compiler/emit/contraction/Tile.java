package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import org.objectweb.asm.Opcodes;

/**
 * The arguments that all microkernels have: the left operand (place, stride of rows, stride of depth), the right one
 * (place, stride of depth, stride of 32 columns; among those, columns are contiguous), the sums (place, stride of rows),
 * the depth, and whether the sums are added to earlier ones (not 0); last the scratch memory. With a table of distances there,
 * an operand's strides are places in it instead; it holds ints as the bits of floats.
 */
final class Tile {

  final Local left;
  final Int.Variable leftAt;
  final Int.Variable leftRow;
  final Int.Variable leftDepth;
  final Local right;
  final Int.Variable rightAt;
  final Int.Variable rightDepth;
  private final Int.Variable rightTile;
  final Local out;
  final Int.Variable outAt;
  final Int.Variable outRow;
  final Int.Variable depth;
  final Int.Variable resume;
  final Local work;
  private final Body body;
  private final Access access;

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
    rightTile = body.argument("rightTile");
    out = body.argument("out", Local.Type.REALS);
    outAt = body.argument("outAt");
    outRow = body.argument("outRow");
    depth = body.argument("depth");
    resume = body.argument("resume");
    work = body.argument("work", Local.Type.REALS);
  }

  /** The descriptor of a method with these arguments and some more ints. */
  static String descriptor(int more) {
    return "([FIII[FIII[FIIII[F" + "I".repeat(more) + ")V";
  }

  /** Where the right operand's columns begin at a depth, in a variable. */
  Int.Variable rightPlace(Int depth) {
    Int distance = access.rightTable() ? distance(rightDepth.plus(depth)) : depth.times(rightDepth);
    return body.let("right", rightAt.plus(distance));
  }

  /** How far the left operand is from its rows' beginnings at a depth, in a variable. */
  Int.Variable leftDistance(Int depth, int rows) {
    if (access.leftTable()) {
      return distance(leftDepth.plus(depth));
    }
    return body.let("left", depth.times(access.isInterleaved() ? Int.of(rows) : leftDepth));
  }

  /** Where each row of the left operand begins, in variables. */
  Int.Variable[] leftRows(int rows) {
    Int.Variable[] places = new Int.Variable[rows];
    for (int i = 0; i < rows; i++) {
      places[i] = body.let("row" + i, leftAt.plus(leftRow(i)));
    }
    return places;
  }

  private Int leftRow(int row) {
    if (access.leftTable()) {
      return distance(leftRow.plus(row));
    }
    return access.isInterleaved() ? Int.of(row) : leftRow.times(row);
  }

  /** Makes the arguments those of later rows. */
  void advance(int rows) {
    if (access.leftTable()) {
      body.set(leftRow, leftRow.plus(rows));
    } else {
      body.set(leftAt, leftAt.plus(leftRow.times(rows)));
    }
    body.set(outAt, outAt.plus(outRow.times(rows)));
  }

  private Int.Variable distance(Int place) {
    body.code.load(work);
    body.push(place);
    body.code.op(Opcodes.FALOAD);
    body.code.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
    return new Int.Variable(body.code.keep("distance", Local.Type.INT));
  }

  Int outAt(int row) {
    return outAt.plus(outRow.times(row));
  }

  /** Calls a microkernel, or a loop over some, with these arguments at a later row and column and some more ints. */
  void call(String owner, String method, int row, Int column, Int... more) {
    body.code.load(left);
    body.push(access.leftTable() ? leftAt : leftAt.plus(leftRow.times(row)));
    body.push(access.leftTable() ? leftRow.plus(row) : leftRow);
    callWith(owner, method, row, column, more);
  }

  /** Calls one with the left operand interleaved at this place of the scratch memory. */
  void callInterleaved(String owner, String method, Int place, Int column) {
    body.code.load(work);
    body.push(place);
    body.push(leftRow);
    callWith(owner, method, 0, column);
  }

  private void callWith(String owner, String method, int row, Int column, Int... more) {
    body.push(leftDepth);
    body.code.load(right);
    Int columns = Int.of(ContractionScratch.TILE_COLUMNS);
    body.push(column.is(0) ? rightAt : rightAt.plus(column.over(columns).times(rightTile)).plus(column.rest(columns)));
    body.push(rightDepth);
    body.push(rightTile);
    body.code.load(out);
    body.push(outAt(row).plus(column));
    body.push(outRow);
    body.push(depth);
    body.push(resume);
    body.code.load(work);
    for (Int value : more) {
      body.push(value);
    }
    body.code.invokeStatic(owner, method, descriptor(more.length));
  }
}
