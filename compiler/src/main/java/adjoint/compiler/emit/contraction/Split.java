package adjoint.compiler.emit.contraction;

/**
 * Which of the sums a part of several computes: a share of the batches if there are enough, else of the columns or the
 * rows, whichever are more, in whole tiles.
 */
final class Split {

  /** A range of flat positions, in variables. */
  record Range(Int.Variable from, Int.Variable to) {}

  private static final int ROWS = 8;

  private final Body body;
  private final Int part;
  private final Int parts;
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
    body.when(parts, Body.Test.MORE, Int.ONE, () -> share(shape.moved().isPresent()));
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

  private Range all(String name, Int size) {
    return new Range(body.let(name + "From", Int.ZERO), body.let(name + "To", size));
  }

  private void share(boolean neverColumns) {
    Int most = neverColumns ? Int.ZERO : columns.to();
    body.choose(batch.to(), Body.Test.AT_LEAST, parts, () -> share(batch, 1),
        () -> body.choose(most, Body.Test.AT_LEAST, rows.to(),
            () -> share(columns, ContractionScratch.TILE_COLUMNS), () -> share(rows, ROWS)));
  }

  private void share(Range range, int unit) {
    Int units = body.fix("units", range.to().plus(unit - 1).over(Int.of(unit)));
    body.set(range.from(), units.times(part).over(parts).times(unit));
    body.set(range.to(), units.times(part.plus(1)).over(parts).times(unit).min(range.to()));
  }
}
