package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.List;
import java.util.Optional;

/**
 * The microkernel of vector mode: a tile of sums, `rows` times one or two vectors, in registers; for each depth one
 * broadcast a row and one load a vector. Depth and strides are arguments, so all contractions share it.
 */
final class VectorTile {

  /** A tile: how many rows and vectors, whether its only vector is cut by a mask, and as in {@link Tile}. */
  record Shape(int rows, int vectors, boolean masked, Access access) {

    String name() {
      return "tile" + rows + (masked ? "xMasked" : "x" + vectors) + access.suffix();
    }
  }

  private final Shape shape;
  private final Tile tile;
  private final ProcedureBuilder body;
  private final Variable[][] sums;
  private Optional<Expression> mask = Optional.empty();
  private Expression lanes;

  private VectorTile(Procedures into, Shape shape) {
    this.shape = shape;
    this.body = new ProcedureBuilder();
    this.tile = new Tile(into, body, shape.access());
    this.sums = new Variable[shape.rows()][shape.vectors()];
  }

  static Procedure.Header in(Procedures into, Shape shape) {
    return into.shared(shape.name(), name -> new VectorTile(into, shape).build(name));
  }

  private Procedure build(String name) {
    if (shape.masked()) {
      Variable columns = body.parameter("columns", DataType.INT);
      mask = Optional.of(body.let("mask", Expression.inRange(Expression.ZERO, columns)));
    }
    lanes = shape.vectors() == 1 ? Expression.ZERO : body.let("lanes", Expression.lanes());
    eachSum((i, j) -> sums[i][j] = body.let("sum" + i + "_" + j, machine(DataType.FLOAT_LANES, Operation.ZEROS)));
    Variable[] lefts = tile.leftRows(shape.rows());
    body.loop("depth", Expression.ZERO, tile.depth, Expression.ONE, depth -> step(depth, lefts));
    body.when(tile.resume.more(Expression.ZERO), () -> eachSum(this::addEarlier));
    eachSum(this::store);
    return body.build(name);
  }

  private static Expression machine(DataType type, Operation operation, Expression... arguments) {
    return new Expression.Machine(type, operation, List.of(arguments));
  }

  private interface Place {
    void at(int row, int vector);
  }

  private void eachSum(Place push) {
    for (int i = 0; i < shape.rows(); i++) {
      for (int j = 0; j < shape.vectors(); j++) {
        push.at(i, j);
      }
    }
  }

  private void step(Expression depth, Variable[] lefts) {
    Variable left = tile.leftDistance(depth, shape.rows());
    Variable right = tile.rightPlace(depth);
    Variable[] loaded = new Variable[shape.vectors()];
    for (int j = 0; j < shape.vectors(); j++) {
      loaded[j] = body.let("right" + j, load(tile.right, right.plus(lanes.times(j))));
    }
    for (int i = 0; i < shape.rows(); i++) {
      Expression number = new Expression.Element(DataType.FLOAT, tile.left, lefts[i].plus(left), Optional.empty());
      Variable row = body.let("left" + i, machine(DataType.FLOAT_LANES, Operation.BROADCAST, number));
      for (int j = 0; j < shape.vectors(); j++) {
        body.set(sums[i][j], apply(Plain.FMA, row, loaded[j], sums[i][j]));
      }
    }
  }

  private static Expression apply(Plain operator, Expression... arguments) {
    return new Expression.Apply(DataType.FLOAT_LANES, operator, List.of(arguments));
  }

  /** `sum = earlier + sum`. */
  private void addEarlier(int row, int vector) {
    Expression earlier = load(tile.out, tile.outAt(row).plus(lanes.times(vector)));
    body.set(sums[row][vector], apply(Plain.FADD, earlier, sums[row][vector]));
  }

  private Expression load(Variable array, Expression at) {
    return new Expression.Element(DataType.FLOAT_LANES, array, at, mask);
  }

  private void store(int row, int vector) {
    body.add(new Instruction.Store(tile.out, tile.outAt(row).plus(lanes.times(vector)), sums[row][vector], mask));
  }
}
