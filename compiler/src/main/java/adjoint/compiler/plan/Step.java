package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;

/**
 * A kernel, or a loop over kernels. Every read is of a value that has a placement, or of a register of the same
 * kernel.
 */
public sealed interface Step {

  Origin origin();

  /**
   * A sum of products, `acc[batch, rows, columns] = Σ over depth of left · right`, and what its consumers make of it
   * while it is in registers. Each element is one chain of fused multiply-adds from +0 with ascending depth (last
   * index fastest).
   *
   * @param left an expression in batch, rows and depth; the operand that is broadcast
   * @param right an expression in batch, depth and columns; the operand that vectors load from, packed
   * @param accumulator the value of the sum, a register for the epilogue
   * @param epilogue the stores, over batch, rows and columns; at least one is kept
   * @param within where there is something to do: where one of these with an index of depth doesn't hold an operand is 0, where
   *     one of rows and columns doesn't nobody looks at the sum
   */
  record Contraction(List<Index> batch, List<Index> rows, List<Index> columns, List<Index> depth, Scalar left,
      Scalar right, Value accumulator, List<Store> epilogue, List<Band> within, Origin origin) implements Step {

    public Contraction withOperands(Scalar newLeft, Scalar newRight) {
      return new Contraction(batch, rows, columns, depth, newLeft, newRight, accumulator, epilogue, within, origin);
    }

    public Contraction withEpilogue(List<Store> stores) {
      return new Contraction(batch, rows, columns, depth, left, right, accumulator, stores, within, origin);
    }

    public Contraction withIndices(List<Index> newBatch, List<Index> newRows, List<Index> newColumns) {
      return new Contraction(newBatch, newRows, newColumns, depth, left, right, accumulator, epilogue, within, origin);
    }

    public Contraction within(List<Band> bands) {
      return new Contraction(batch, rows, columns, depth, left, right, accumulator, epilogue, bands, origin);
    }
  }

  /** Statements, run one after the other for each setting of the outer indices: a row stays in the L1 between them. */
  record Nest(List<Index> outer, List<Statement> statements, Origin origin) implements Step {}

  /** For each step (downwards if reverse), its children. The index is in scope in them. */
  record Loop(Index index, boolean reverse, List<Step> children, Origin origin) implements Step {}

  /**
   * `target[at(over)] += body` in the order of the source positions, after the target was set to zero; or the largest or
   * smallest, after minus or plus infinity.
   */
  record Scatter(Value target, List<Index> over, Reduction reduction, List<Subscript> at, Scalar body,
      Origin origin) implements Step {

    /** A sum. */
    public Scatter(Value target, List<Index> over, List<Subscript> at, Scalar body, Origin origin) {
      this(target, over, Reduction.SUM, at, body, origin);
    }
  }

  /** `target[.., k]` = the position of the k-th key along the last axis, as {@link Operation.Order} says. */
  record Sort(Value target, Value keys, boolean descending, Origin origin) implements Step {}

  /** Copies a whole value (a carry's initial value; an output that is an input). */
  record Copy(Value from, Value to, Origin origin) implements Step {}

  sealed interface Statement {

    /** For all settings of the inner indices, the stores together; all bodies are evaluated before any is written. */
    record Map(List<Index> inner, List<Store> stores) implements Statement {}

    /** For all settings of the inner indices, `target[at] = reduction over `over` of body`. */
    record Reduce(List<Index> inner, List<Index> over, Reduction reduction, Order order, Scalar body,
        Store target) implements Statement {}

    /** The position of the extreme; the first among equals; NaN wins. */
    record ArgReduce(List<Index> inner, Index over, boolean largest, Scalar body, Store target) implements Statement {}
  }

  /** The order of a sum; a part of the plan, so that every machine form has the same bits. */
  enum Order {
    /** One after the other, ascending, last index fastest, from +0 (from the first element for MAX and MIN). */
    CHAIN,
    /**
     * Over the last index of `over`: 32 running sums from +0, element i going to sum i % 32; combined by a fixed tree
     * (16, 8, 4, 2, 1 apart); the other indices of `over` run outside, going on with the same 32 sums.
     */
    LANES
  }
}
