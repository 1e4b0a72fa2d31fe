package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.contraction.Blocking.Batch;
import adjoint.compiler.emit.contraction.Blocking.Block;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Part;
import adjoint.compiler.emit.contraction.Blocking.Rows;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Variable;
import java.util.List;

/** How tiles get the left operand, and what the blocked loops do for it. */
sealed interface LeftOperand {

  static LeftOperand of(Blocking blocking) {
    Shape shape = blocking.shape();
    if (shape.left().isPresent()) {
      return new InPlace(blocking, shape.left().get(), blocking.array(shape.left().get()));
    }
    if (shape.scattered().isPresent()) {
      return new Scattered(blocking, shape.scattered().get(), blocking.array(shape.scattered().get()));
    }
    return ContractionScratch.isWhole(shape.contraction()) ? new PackedOnce(blocking) : new PackedStrips(blocking);
  }

  Variable array();

  /** Before the first batch. */
  void enter(Part part, Split split);

  /** Where it begins in a batch. */
  Expression base(Places batch);

  /** Before the strips of a block of depth. */
  void depths(Part part, Depths depths);

  /** Before the tiles of a strip. */
  void strip(Part part, Block block, Rows rows, Depths depths);

  /** The place, the stride of rows and that of depth that tiles take. */
  List<Expression> arguments(Part part, Block block, Rows rows, Depths depths);

  /** Read where it lies, with one stride of rows and one of depth. */
  record InPlace(Blocking blocking, Shape.Strided at, Variable array) implements LeftOperand {

    @Override
    public void enter(Part part, Split split) {}

    @Override
    public Expression base(Places batch) {
      return batch.at(at.address());
    }

    @Override
    public void depths(Part part, Depths depths) {}

    @Override
    public void strip(Part part, Block block, Rows rows, Depths depths) {}

    @Override
    public List<Expression> arguments(Part part, Block block, Rows rows, Depths depths) {
      Places places = blocking.method().places();
      Expression row = places.stride(at.address(), blocking.axes().rows());
      Expression depth = places.stride(at.address(), blocking.axes().depth());
      return List.of(block.batch().left().plus(rows.from().times(row)).plus(depths.first().times(depth)), row, depth);
    }
  }

  /** Read where it lies, its rows and depth at distances from tables. */
  record Scattered(Blocking blocking, Shape.Strided at, Variable array) implements LeftOperand {

    @Override
    public void enter(Part part, Split split) {
      Expression rows = blocking.method().places().size(blocking.axes().rows());
      blocking.distances().write(at.address(), blocking.axes().rows(), 0, Expression.ZERO, rows, ofRows(part));
    }

    /** Behind the table of a block of depth. */
    private static Expression ofRows(Part part) {
      return part.distances().plus(ContractionScratch.DEPTH);
    }

    @Override
    public Expression base(Places batch) {
      return batch.at(at.address());
    }

    @Override
    public void depths(Part part, Depths depths) {
      blocking.distances().write(at.address(), blocking.axes().depth(), 0, depths.from(), depths.size(),
          part.distances());
    }

    @Override
    public void strip(Part part, Block block, Rows rows, Depths depths) {}

    @Override
    public List<Expression> arguments(Part part, Block block, Rows rows, Depths depths) {
      return List.of(block.batch().left(), ofRows(part).plus(rows.from()), part.distances().plus(depths.skip()));
    }
  }

  /** The same for all batches and small: evaluated once, as a whole. */
  record PackedOnce(Blocking blocking) implements LeftOperand {

    @Override
    public Variable array() {
      return blocking.work();
    }

    @Override
    public void enter(Part part, Split split) {
      Expression row = split.rows().from();
      List<Expression> anyBatch = blocking.axes().batch().stream().map(i -> Expression.ZERO).toList();
      blocking.call(Packing.left(blocking), anyBatch, row, split.rows().to().minus(row), Expression.ZERO, part.depth(),
          at(part, row), part.depth());
    }

    private static Expression at(Part part, Expression row) {
      return part.strip().plus(row.times(part.depth()));
    }

    @Override
    public Expression base(Places batch) {
      return Expression.ZERO;
    }

    @Override
    public void depths(Part part, Depths depths) {}

    @Override
    public void strip(Part part, Block block, Rows rows, Depths depths) {}

    @Override
    public List<Expression> arguments(Part part, Block block, Rows rows, Depths depths) {
      return List.of(at(part, rows.from()).plus(depths.first()), part.depth(), Expression.ONE);
    }
  }

  /** Evaluated strip by strip. */
  record PackedStrips(Blocking blocking) implements LeftOperand {

    @Override
    public Variable array() {
      return blocking.work();
    }

    @Override
    public void enter(Part part, Split split) {}

    @Override
    public Expression base(Places batch) {
      return Expression.ZERO;
    }

    @Override
    public void depths(Part part, Depths depths) {}

    @Override
    public void strip(Part part, Block block, Rows rows, Depths depths) {
      Batch batch = block.batch();
      blocking.call(Packing.left(blocking), batch.indices(), rows.from(), rows.count(), depths.first(), depths.count(),
          part.strip(), part.blockDepth());
    }

    @Override
    public List<Expression> arguments(Part part, Block block, Rows rows, Depths depths) {
      return List.of(part.strip(), part.blockDepth(), Expression.ONE);
    }
  }

  /** Whether it must be evaluated strip by strip, so that strips can't be longer. */
  default boolean isPackedByStrips() {
    return this instanceof PackedStrips;
  }
}
