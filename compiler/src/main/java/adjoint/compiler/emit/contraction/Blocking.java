package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.plan.Space;
import java.util.ArrayList;
import java.util.List;

/**
 * What those who write the blocked loops share: the contraction, the method, and where arrays are.
 *
 * @param name of the contraction's own method
 * @param together how many columns of a panel lie side by side
 */
record Blocking(Procedures into, String name, Shape shape, Signature method, MethodState arrays, Variable work,
    Expression together) {

  static Blocking of(Procedures into, String name, Shape shape) {
    Signature method = new Signature(shape, "part", "parts");
    MethodState arrays = new MethodState(method.body(), method.frame());
    return new Blocking(into, name, shape, method, arrays, arrays.array(new Space.Work(), Kind.FLOAT),
        method.body().fix("together", Tile.columns(into)));
  }

  /**
   * Sizes and places in scratch memory, in variables.
   *
   * @param depth how much there is
   * @param blockDepth how much of it makes a block; also the stride of a strip of the left operand
   * @param rows how many a block of sums takes
   */
  record Part(Expression depth, Expression blockDepth, Expression columns, Expression rows, Expression panel,
      Expression strip, Expression sums, Expression distances,
      Expression block, Expression spare) {}

  /** One setting of the batch indices. */
  record Batch(Places places, List<Expression> indices, Expression left, Expression right, Expression out) {}

  /** Some columns: of a window, `width` places from `place` on hold them, else they are the places. */
  record Columns(Expression from, Expression count, Expression place, Expression width) {}

  record Rows(Expression from, Expression count) {}

  /** A block of depth, of which `count` from `skip` on count for a strip of rows. */
  record Depths(Expression from, Expression size, Expression skip, Expression count) {

    /** All of it. */
    Depths(Expression from, Expression size) {
      this(from, size, Expression.ZERO, size);
    }

    /** The first that counts. */
    Expression first() {
      return from.plus(skip);
    }
  }

  /** A block of rows and columns of a batch, and the stride of its sums' rows. */
  record Block(Batch batch, Rows rows, Columns columns, Expression sumsStride) {}

  ProcedureBuilder body() {
    return method.body();
  }

  Axes axes() {
    return shape.axes();
  }

  Variable array(Shape.Strided operand) {
    return arrays.array(operand.space(), Kind.FLOAT);
  }

  /** Calls a method of this kernel for one batch. */
  void call(Procedure.Header callee, List<Expression> batch, Expression... more) {
    List<Expression> values = new ArrayList<>(batch);
    values.addAll(List.of(more));
    method.call(callee, values.toArray(Expression[]::new));
  }

  Distances distances() {
    return new Distances(body(), method.places(), work);
  }
}
