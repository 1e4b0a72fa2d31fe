package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies the rows of the left operand that a strip of tiles takes into scratch memory, as `[depth][rows]`. Then tiles find
 * them at constant distances: HotSpot checks their places once before the loop over depth rather than at each number, and
 * nothing but products is left in the loop. Where depths or rows are neighbours, whole vectors are copied.
 */
final class Interleaving {

  private final ProcedureBuilder body;
  private final Tile tile;
  private final int height;
  private final Variable rows;
  private final Variable to;

  private Interleaving(Procedures into, int height, Access access) {
    this.body = new ProcedureBuilder();
    this.tile = new Tile(into, body, access);
    this.height = height;
    this.rows = body.parameter("rows", DataType.INT);
    this.to = body.parameter("to", DataType.INT);
  }

  /**
   * A procedure with a tile's arguments, the rows, which are a multiple of the height, and the place to copy to, of lanes.
   *
   * @param height of a tile: 4 or 8, and at most the lanes
   */
  static Procedure.Header in(Procedures into, int height, Access access) {
    Access left = access.leftTable() ? Access.LEFT_TABLE : Access.STRIDES;
    return into.shared("interleave" + height + left.suffix(), name -> {
      Interleaving interleaving = new Interleaving(into, height, left);
      if (left.leftTable()) {
        interleaving.eachTile((row, place) -> interleaving.numbers(row, place, Expression.ZERO));
      } else {
        interleaving.strides();
      }
      return interleaving.body.build(name);
    });
  }

  private interface EachTile {
    void copy(Variable row, Expression place);
  }

  private void eachTile(EachTile each) {
    eachRow(row -> each.copy(row, body.let("place", to.plus(row.times(tile.depth)))));
  }

  private void strides() {
    body.choose(tile.leftDepth.equal(Expression.ONE), () -> eachTile(this::zipped),
        () -> body.choose(tile.leftRow.equal(Expression.ONE), this::whole,
            () -> eachTile((row, place) -> numbers(row, place, Expression.ZERO))));
  }

  /** Depths that are neighbours: as many as there are lanes, row by row, turned into rows by depths. */
  private void zipped(Variable row, Expression place) {
    Expression lanes = body.let("lanes", Expression.lanes());
    Variable[] lefts = tile.leftRows(row, height);
    Variable done = body.let("done", Expression.ZERO);
    body.repeat(tile.depth.atLeast(done.plus(lanes)), () -> {
      List<List<Expression>> each = new ArrayList<>();
      for (int i = 0; i < height; i++) {
        each.add(List.of(body.let("left" + i, lanes(lefts[i].plus(done)))));
      }
      List<Expression> byDepth = Transposition.zip(body, each);
      for (int i = 0; i < height; i++) {
        body.store(tile.work, place.plus(done.times(height)).plus(lanes.times(i)), byDepth.get(i));
      }
      body.set(done, done.plus(lanes));
    });
    numbers(row, place, done);
  }

  private Expression lanes(Expression at) {
    return new Expression.Element(DataType.FLOAT_LANES, tile.left, at, Optional.empty());
  }

  /**
   * Rows that are neighbours: a vector has all of a tile at a depth, and more, which later depths overwrite; behind the last
   * of them another tile lies.
   */
  private void whole() {
    Expression more = Expression.lanes().over(Expression.of(height)).minus(Expression.ONE);
    Variable end = body.let("end", tile.depth.minus(more).max(Expression.ZERO));
    body.loop("depth", Expression.ZERO, end, Expression.ONE, depth -> {
      Variable left = body.let("left", tile.leftAt.plus(depth.times(tile.leftDepth)));
      Variable place = body.let("at", to.plus(depth.times(height)));
      eachRow(row -> body.store(tile.work, place.plus(row.times(tile.depth)), lanes(left.plus(row))));
    });
    eachTile((row, place) -> numbers(row, place, end));
  }

  private void eachRow(Consumer<Variable> each) {
    body.loop("row", Expression.ZERO, rows, Expression.of(height), each);
  }

  private void numbers(Variable row, Expression place, Expression first) {
    Variable[] lefts = tile.leftRows(row, height);
    body.loop("depth", first, tile.depth, Expression.ONE, depth -> {
      Variable left = tile.leftDistance(depth, height);
      Variable at = body.let("at", place.plus(depth.times(height)));
      for (int i = 0; i < height; i++) {
        body.store(tile.work, at.plus(i),
            new Expression.Element(DataType.FLOAT, tile.left, lefts[i].plus(left), Optional.empty()));
      }
    });
  }
}
