package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.plan.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * What those who write the blocked loops share: the contraction, the method, and where arrays are.
 *
 * @param name of the contraction's own method
 */
record Blocking(KernelClass into, String name, Shape shape, Signature method, Kernel arrays, Local work) {

  static Blocking of(KernelClass into, String name, Shape shape) {
    Signature method = new Signature(into, name, shape, "$blocks", "", "part", "parts");
    Kernel arrays = new Kernel(method.body().code, method.frame());
    return new Blocking(into, name, shape, method, arrays, arrays.array(new Space.Work(), Kind.FLOAT));
  }

  /**
   * Sizes and places in scratch memory, in variables.
   *
   * @param depth how much there is
   * @param blockDepth how much of it makes a block; also the stride of a strip of the left operand
   * @param rows how many a block of sums takes
   */
  record Part(Int depth, Int blockDepth, Int columns, Int rows, Int panel, Int strip, Int sums, Int distances,
      Int block, Int spare) {}

  /** One setting of the batch indices. */
  record Batch(Places places, List<Int> indices, Int left, Int right, Int out) {}

  /** Some columns: of a window, `width` places from `place` on hold them, else they are the places. */
  record Columns(Int from, Int count, Int place, Int width) {}

  record Rows(Int from, Int count) {}

  record Depths(Int from, Int count) {}

  /** A block of rows and columns of a batch, and the stride of its sums' rows. */
  record Block(Batch batch, Rows rows, Columns columns, Int sumsStride) {}

  Body body() {
    return method.body();
  }

  Axes axes() {
    return shape.axes();
  }

  Local array(Shape.Strided operand) {
    return arrays.array(operand.space(), Kind.FLOAT);
  }

  /** Calls a method of this kernel for one batch. */
  void call(String callee, List<Int> batch, Int... more) {
    List<Int> values = new ArrayList<>(batch);
    values.addAll(List.of(more));
    method.call(callee, values.toArray(Int[]::new));
  }

  Distances distances() {
    return new Distances(body(), method.places(), work);
  }
}
