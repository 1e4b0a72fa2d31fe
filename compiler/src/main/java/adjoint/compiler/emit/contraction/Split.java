package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;

/**
 * Which of the sums a part of several computes: a share of the batches if there are enough, else of the columns or the
 * rows, whichever are more, in whole tiles.
 */
final class Split {

  /** A range of flat positions, in variables. */
  record Range(Variable from, Variable to) {}

  private static final int ROWS = 8;

  private final ProcedureBuilder body;
  private final Expression part;
  private final Expression parts;
  private final Range batch;
  private final Range rows;
  private final Range columns;

  /** Declares the ranges in a method that has arguments `part` and `parts`. */
  Split(Signature kernel, Shape shape) {
    this.body = kernel.body();
    this.part = kernel.argument("part");
    this.parts = kernel.argument("parts");
    this.batch = all("batch", kernel.places().size(shape.axes().batch()));
    this.rows = all("row", kernel.places().size(shape.axes().rows()));
    this.columns = all("column", kernel.places().size(shape.axes().columns()));
    int rowUnit = new Cut(shape).isAny() ? Cut.ROWS : ROWS;
    body.when(parts.more(Expression.ONE), () -> share(shape.moved().isPresent(), rowUnit));
  }

  Range batch() {
    return batch;
  }

  Range rows() {
    return rows;
  }

  Range columns() {
    return columns;
  }

  private Range all(String name, Expression size) {
    return new Range(body.let(name + "From", Expression.ZERO), body.let(name + "To", size));
  }

  private void share(boolean neverColumns, int rowUnit) {
    Expression most = neverColumns ? Expression.ZERO : columns.to();
    body.choose(batch.to().atLeast(parts), () -> share(batch, 1),
        () -> body.choose(most.atLeast(rows.to()),
            () -> share(columns, ContractionScratch.TILE_COLUMNS), () -> share(rows, rowUnit)));
  }

  private void share(Range range, int unit) {
    Expression units = body.fix("units", range.to().plus(unit - 1).over(Expression.of(unit)));
    body.set(range.from(), units.times(part).over(parts).times(unit));
    body.set(range.to(), units.times(part.plus(1)).over(parts).times(unit).min(range.to()));
  }
}
