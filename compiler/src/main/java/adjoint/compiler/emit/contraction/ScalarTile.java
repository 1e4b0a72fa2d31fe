package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import org.objectweb.asm.Opcodes;

/** The microkernel of scalar mode: a tile of sums in registers, by `Math.fma`. */
final class ScalarTile {

  private final int rows;
  private final int columns;
  private final Body body;
  private final Tile tile;
  private final Local[][] sums;

  private ScalarTile(KernelClass into, String method, int rows, int columns, Access access) {
    this.rows = rows;
    this.columns = columns;
    this.body = new Body(into, method, Tile.descriptor(0));
    this.tile = new Tile(body, access);
    this.sums = new Local[rows][columns];
  }

  /** The name of its method. */
  static String in(KernelClass into, int rows, int columns, Access access) {
    String name = "scalarTile" + rows + "x" + columns + access.suffix();
    return into.shared(name, name, method -> new ScalarTile(into, method, rows, columns, access).emit());
  }

  private void emit() {
    eachSum((i, j) -> body.code.push(0f));
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        sums[i][j] = body.code.keep("sum" + i + "_" + j, Local.Type.FLOAT);
      }
    }
    Int.Variable[] lefts = tile.leftRows(rows);
    body.loop("depth", Int.ZERO, tile.depth, Int.ONE, depth -> step(depth, lefts));
    body.when(tile.resume, Body.Test.MORE, Int.ZERO, () -> eachSum(this::addEarlier));
    eachSum(this::store);
    body.end();
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

  private void step(Int depth, Int.Variable[] lefts) {
    Int.Variable left = tile.leftDistance(depth, rows);
    Int.Variable right = tile.rightPlace(depth);
    Local[] loaded = new Local[columns];
    for (int j = 0; j < columns; j++) {
      load(tile.right, right.plus(j));
      loaded[j] = body.code.keep("right" + j, Local.Type.FLOAT);
    }
    for (int i = 0; i < rows; i++) {
      load(tile.left, lefts[i].plus(left));
      Local factor = body.code.keep("left" + i, Local.Type.FLOAT);
      for (int j = 0; j < columns; j++) {
        fma(factor, loaded[j], sums[i][j]);
      }
    }
  }

  /** `sum = left·right + sum`, rounded once. */
  private void fma(Local left, Local right, Local sum) {
    body.code.load(left);
    body.code.load(right);
    body.code.load(sum);
    body.code.invokeStatic("java/lang/Math", "fma", "(FFF)F");
    body.code.store(sum);
  }

  /** `sum = earlier + sum`. */
  private void addEarlier(int row, int column) {
    load(tile.out, tile.outAt(row).plus(column));
    body.code.load(sums[row][column]);
    body.code.op(Opcodes.FADD);
    body.code.store(sums[row][column]);
  }

  private void load(Local array, Int at) {
    body.code.load(array);
    body.push(at);
    body.code.op(Opcodes.FALOAD);
  }

  private void store(int row, int column) {
    body.code.load(tile.out);
    body.push(tile.outAt(row).plus(column));
    body.code.load(sums[row][column]);
    body.code.op(Opcodes.FASTORE);
  }
}
