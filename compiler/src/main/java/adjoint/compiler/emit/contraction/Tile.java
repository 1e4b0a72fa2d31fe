package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments that all microkernels have: the left operand (place, stride of rows, stride of depth), the right one
 * (place, stride of depth, stride of the columns of one tile; among those, columns are contiguous), the sums (place, stride of rows),
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
  private final Expression together;

  Tile(Procedures into, ProcedureBuilder body, Access access) {
    this.body = body;
    this.together = columns(into);
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

  /** How many columns of a panel lie side by side: as many as the widest tile has. */
  static Expression columns(Procedures into) {
    return into.lanes() ? Expression.lanes().times(2) : Expression.of(ContractionScratch.TILE_COLUMNS);
  }

  /** Where the right operand's columns begin at a depth, in a variable. */
  Variable rightPlace(Expression depth) {
    Expression distance = access.rightTable()
        ? distance(rightDepth.plus(depth))
        : depth.times(access.isPanel() ? together : rightDepth);
    return body.let("right", rightAt.plus(distance));
  }

  /** Whether all columns of the right operand are contiguous, not only those of one tile. */
  Expression isContiguous() {
    return rightTile.equal(together);
  }

  /** Whether the right operand lies as in a panel. */
  Expression isPanel() {
    return rightDepth.equal(together);
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
    return leftRows(Expression.ZERO, rows);
  }

  /** Where each of some rows of the left operand begins, in variables. */
  Variable[] leftRows(Expression first, int rows) {
    Variable[] places = new Variable[rows];
    for (int i = 0; i < rows; i++) {
      places[i] = body.let("row" + i, leftAt.plus(leftRow(first.plus(i))));
    }
    return places;
  }

  private Expression leftRow(Expression row) {
    if (access.leftTable()) {
      return distance(leftRow.plus(row));
    }
    return access.isInterleaved() ? row : leftRow.times(row);
  }

  /** Makes the arguments those of later rows. */
  void advance(Expression rows) {
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
    return outAt(Expression.of(row));
  }

  private Expression outAt(Expression row) {
    return outAt.plus(outRow.times(row));
  }

  /** Calls a microkernel, or a loop over some, with these arguments at a later row and column and some more ints. */
  void call(Procedure.Header procedure, Expression row, Expression column, Expression... more) {
    List<Expression> arguments = new ArrayList<>(List.of(left,
        access.leftTable() ? leftAt : leftAt.plus(leftRow.times(row)),
        access.leftTable() ? leftRow.plus(row) : leftRow));
    callWith(procedure, arguments, row, column, more);
  }

  /** Calls one with the left operand interleaved at this place of the scratch memory. */
  void callInterleaved(Procedure.Header procedure, Expression place, Expression row, Expression column) {
    callWith(procedure, new ArrayList<>(List.of(work, place, leftRow)), row, column);
  }

  /** The same with the columns of the right operand in a panel of that memory, too. */
  void callPacked(Procedure.Header procedure, Expression place, Expression panel, Expression row, Expression column) {
    body.call(procedure, List.of(work, place, leftRow, leftDepth, work, panel, rightDepth, rightTile, out,
        outAt(row).plus(column), outRow, depth, resume, work));
  }

  private void callWith(Procedure.Header procedure, List<Expression> arguments, Expression row, Expression column,
      Expression... more) {
    arguments.addAll(List.of(leftDepth, right,
        column.is(0) ? rightAt : rightAt.plus(column.over(together).times(rightTile)).plus(column.rest(together)),
        rightDepth, rightTile, out, outAt(row).plus(column), outRow, depth, resume, work));
    arguments.addAll(List.of(more));
    body.call(procedure, arguments);
  }
}
