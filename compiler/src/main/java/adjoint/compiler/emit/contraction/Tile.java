package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments that all microkernels have: the left operand (place, stride of rows, stride of depth), the right one
 * (place, stride of depth, stride of 32 columns; among those, columns are contiguous), the sums (place, stride of rows),
 * the depth, and whether the sums are added to earlier ones (not 0); last the scratch memory. With a table of distances there,
 * an operand's strides are places in it instead; it holds ints as the bits of floats.
 */
final class Tile {

  final Variable left;
  final Variable leftAt;
  final Variable leftRow;
  final Variable leftDepth;
  final Variable right;
  final Variable rightAt;
  final Variable rightDepth;
  private final Variable rightTile;
  final Variable out;
  final Variable outAt;
  final Variable outRow;
  final Variable depth;
  final Variable resume;
  final Variable work;
  private final ProcedureBuilder body;
  private final Access access;

  Tile(ProcedureBuilder body, Access access) {
    this.body = body;
    this.access = access;
    left = body.parameter("left", DataType.REALS);
    leftAt = body.parameter("leftAt", DataType.INT);
    leftRow = body.parameter("leftRow", DataType.INT);
    leftDepth = body.parameter("leftDepth", DataType.INT);
    right = body.parameter("right", DataType.REALS);
    rightAt = body.parameter("rightAt", DataType.INT);
    rightDepth = body.parameter("rightDepth", DataType.INT);
    rightTile = body.parameter("rightTile", DataType.INT);
    out = body.parameter("out", DataType.REALS);
    outAt = body.parameter("outAt", DataType.INT);
    outRow = body.parameter("outRow", DataType.INT);
    depth = body.parameter("depth", DataType.INT);
    resume = body.parameter("resume", DataType.INT);
    work = body.parameter("work", DataType.REALS);
  }

  /** Where the right operand's columns begin at a depth, in a variable. */
  Variable rightPlace(Expression depth) {
    Expression distance = access.rightTable() ? distance(rightDepth.plus(depth)) : depth.times(rightDepth);
    return body.let("right", rightAt.plus(distance));
  }

  /** How far the left operand is from its rows' beginnings at a depth, in a variable. */
  Variable leftDistance(Expression depth, int rows) {
    if (access.leftTable()) {
      return distance(leftDepth.plus(depth));
    }
    return body.let("left", depth.times(access.isInterleaved() ? Expression.of(rows) : leftDepth));
  }

  /** Where each row of the left operand begins, in variables. */
  Variable[] leftRows(int rows) {
    Variable[] places = new Variable[rows];
    for (int i = 0; i < rows; i++) {
      places[i] = body.let("row" + i, leftAt.plus(leftRow(i)));
    }
    return places;
  }

  private Expression leftRow(int row) {
    if (access.leftTable()) {
      return distance(leftRow.plus(row));
    }
    return access.isInterleaved() ? Expression.of(row) : leftRow.times(row);
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

  private Variable distance(Expression place) {
    Expression bits = new Expression.Element(DataType.FLOAT, work, place, Optional.empty());
    return body.let("distance", new Expression.Apply(DataType.INT, Plain.BITS, List.of(bits)));
  }

  Expression outAt(int row) {
    return outAt.plus(outRow.times(row));
  }

  /** Calls a microkernel, or a loop over some, with these arguments at a later row and column and some more ints. */
  void call(Procedure.Header procedure, int row, Expression column, Expression... more) {
    List<Expression> arguments = new ArrayList<>(List.of(left,
        access.leftTable() ? leftAt : leftAt.plus(leftRow.times(row)),
        access.leftTable() ? leftRow.plus(row) : leftRow));
    callWith(procedure, arguments, row, column, more);
  }

  /** Calls one with the left operand interleaved at this place of the scratch memory. */
  void callInterleaved(Procedure.Header procedure, Expression place, Expression column) {
    callWith(procedure, new ArrayList<>(List.of(work, place, leftRow)), 0, column);
  }

  private void callWith(Procedure.Header procedure, List<Expression> arguments, int row, Expression column,
      Expression... more) {
    Expression columns = Expression.of(ContractionScratch.TILE_COLUMNS);
    arguments.addAll(List.of(leftDepth, right,
        column.is(0) ? rightAt : rightAt.plus(column.over(columns).times(rightTile)).plus(column.rest(columns)),
        rightDepth, rightTile, out, outAt(row).plus(column), outRow, depth, resume, work));
    arguments.addAll(List.of(more));
    body.call(procedure, arguments);
  }
}
