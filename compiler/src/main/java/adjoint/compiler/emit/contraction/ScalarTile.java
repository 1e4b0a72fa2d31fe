package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.List;
import java.util.Optional;

/** The microkernel of scalar mode: a tile of sums in registers, by `Math.fma`. */
final class ScalarTile {

  private final int rows;
  private final int columns;
  private final ProcedureBuilder body;
  private final Tile tile;
  private final Variable[][] sums;

  private ScalarTile(Procedures into, int rows, int columns, Access access) {
    this.rows = rows;
    this.columns = columns;
    this.body = new ProcedureBuilder();
    this.tile = new Tile(into, body, access);
    this.sums = new Variable[rows][columns];
  }

  static Procedure.Header in(Procedures into, int rows, int columns, Access access) {
    return into.shared("scalarTile" + rows + "x" + columns + access.suffix(),
        name -> new ScalarTile(into, rows, columns, access).build(name));
  }

  private Procedure build(String name) {
    eachSum((i, j) -> sums[i][j] = body.let("sum" + i + "_" + j, Expression.of(0f)));
    Variable[] lefts = tile.leftRows(rows);
    body.loop("depth", Expression.ZERO, tile.depth, Expression.ONE, depth -> step(depth, lefts));
    body.when(tile.resume.more(Expression.ZERO), () -> eachSum(this::addEarlier));
    eachSum((i, j) -> body.store(tile.out, tile.outAt(i).plus(j), sums[i][j]));
    return body.build(name);
  }

  private interface Place {
    void at(int row, int column);
  }

  private void eachSum(Place push) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        push.at(i, j);
      }
    }
  }

  private void step(Expression depth, Variable[] lefts) {
    Variable left = tile.leftDistance(depth, rows);
    Variable right = tile.rightPlace(depth);
    Variable[] loaded = new Variable[columns];
    for (int j = 0; j < columns; j++) {
      loaded[j] = body.let("right" + j, load(tile.right, right.plus(j)));
    }
    for (int i = 0; i < rows; i++) {
      Variable factor = body.let("left" + i, load(tile.left, lefts[i].plus(left)));
      for (int j = 0; j < columns; j++) {
        body.set(sums[i][j], apply(Plain.FMA, factor, loaded[j], sums[i][j]));
      }
    }
  }

  private static Expression apply(Plain operator, Expression... arguments) {
    return new Expression.Apply(DataType.FLOAT, operator, List.of(arguments));
  }

  /** `sum = earlier + sum`. */
  private void addEarlier(int row, int column) {
    Expression earlier = load(tile.out, tile.outAt(row).plus(column));
    body.set(sums[row][column], apply(Plain.FADD, earlier, sums[row][column]));
  }

  private static Expression load(Variable array, Expression at) {
    return new Expression.Element(DataType.FLOAT, array, at, Optional.empty());
  }
}
