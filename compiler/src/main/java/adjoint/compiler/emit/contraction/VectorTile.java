package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import org.objectweb.asm.Opcodes;

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

  private static final String VECTOR = "jdk/incubator/vector/FloatVector";
  private static final String VECTOR_DESCRIPTOR = Local.Type.FLOAT_VECTOR.descriptor();
  private static final String SPECIES = KernelClass.SPECIES_DESCRIPTOR;
  private static final String MASK = Local.Type.MASK.descriptor();

  private final Shape shape;
  private final Tile tile;
  private final Body body;
  private final String owner;
  private final Local[][] sums;
  private Local mask;
  private Int lanes;

  private VectorTile(KernelClass into, String method, Shape shape) {
    this.shape = shape;
    this.owner = into.name();
    this.body = new Body(into, method, Tile.descriptor(shape.masked() ? 1 : 0));
    this.tile = new Tile(body, shape.access());
    this.sums = new Local[shape.rows()][shape.vectors()];
  }

  /** The name of its method. */
  static String in(KernelClass into, Shape shape) {
    return into.shared(shape.name(), shape.name(), method -> new VectorTile(into, method, shape).emit());
  }

  private void emit() {
    if (shape.masked()) {
      mask(body.argument("columns"));
    }
    lanes = shape.vectors() == 1 ? Int.ZERO : Species.lanes(body, owner);
    eachSum((i, j) -> zero());
    for (int i = shape.rows() - 1; i >= 0; i--) {
      for (int j = shape.vectors() - 1; j >= 0; j--) {
        sums[i][j] = body.code.keep("sum" + i + "_" + j, Local.Type.FLOAT_VECTOR);
      }
    }
    Int.Variable[] lefts = tile.leftRows(shape.rows());
    body.loop("depth", Int.ZERO, tile.depth, Int.ONE, depth -> step(depth, lefts));
    body.when(tile.resume, Body.Test.MORE, Int.ZERO, () -> eachSum(this::addEarlier));
    storeSums();
    body.end();
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

  private void mask(Int.Variable columns) {
    species();
    body.code.push(0);
    body.push(columns);
    body.code.invokeInterface("jdk/incubator/vector/VectorSpecies", "indexInRange", "(II)" + MASK);
    mask = body.code.keep("mask", Local.Type.MASK);
  }

  private void step(Int depth, Int.Variable[] lefts) {
    Int.Variable left = tile.leftDistance(depth, shape.rows());
    Int.Variable right = tile.rightPlace(depth);
    Local[] loaded = new Local[shape.vectors()];
    for (int j = 0; j < shape.vectors(); j++) {
      load(tile.right, right.plus(lanes.times(j)));
      loaded[j] = body.code.keep("right" + j, Local.Type.FLOAT_VECTOR);
    }
    for (int i = 0; i < shape.rows(); i++) {
      Local broadcast = broadcast(lefts[i].plus(left), i);
      for (int j = 0; j < shape.vectors(); j++) {
        fma(broadcast, loaded[j], sums[i][j]);
      }
    }
  }

  private Local broadcast(Int at, int row) {
    species();
    body.code.load(tile.left);
    body.push(at);
    body.code.op(Opcodes.FALOAD);
    body.code.invokeStatic(VECTOR, "broadcast", "(" + SPECIES + "F)" + VECTOR_DESCRIPTOR);
    return body.code.keep("left" + row, Local.Type.FLOAT_VECTOR);
  }

  /** `sum = left.fma(right, sum)`. */
  private void fma(Local left, Local right, Local sum) {
    body.code.load(left);
    body.code.load(right);
    body.code.load(sum);
    body.code.invokeVirtual(VECTOR, "fma",
        "(Ljdk/incubator/vector/Vector;Ljdk/incubator/vector/Vector;)" + VECTOR_DESCRIPTOR);
    body.code.store(sum);
  }

  private void zero() {
    species();
    body.code.invokeStatic(VECTOR, "zero", "(" + SPECIES + ")" + VECTOR_DESCRIPTOR);
  }

  /** `sum = earlier + sum`. */
  private void addEarlier(int row, int vector) {
    load(tile.out, tile.outAt(row).plus(lanes.times(vector)));
    body.code.load(sums[row][vector]);
    body.code.invokeVirtual(VECTOR, "add", "(Ljdk/incubator/vector/Vector;)" + VECTOR_DESCRIPTOR);
    body.code.store(sums[row][vector]);
  }

  private void load(Local array, Int at) {
    species();
    body.code.load(array);
    body.push(at);
    pushMask();
    body.code.invokeStatic(VECTOR, "fromArray", "(" + SPECIES + "[FI" + maskDescriptor() + ")" + VECTOR_DESCRIPTOR);
  }

  private void storeSums() {
    eachSum((i, j) -> {
      body.code.load(sums[i][j]);
      body.code.load(tile.out);
      body.push(tile.outAt(i).plus(lanes.times(j)));
      pushMask();
      body.code.invokeVirtual(VECTOR, "intoArray", "([FI" + maskDescriptor() + ")V");
    });
  }

  private void pushMask() {
    if (shape.masked()) {
      body.code.load(mask);
    }
  }

  private String maskDescriptor() {
    return shape.masked() ? MASK : "";
  }

  private void species() {
    body.code.getStatic(owner, KernelClass.FLOATS, SPECIES);
  }
}
