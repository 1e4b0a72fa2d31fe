package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.contraction.Blocking.Block;
import adjoint.compiler.emit.contraction.Blocking.Columns;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Part;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import java.util.List;
import java.util.function.Consumer;

/** How tiles get the right operand, and what the blocked loops do for it. */
sealed interface RightOperand {

  static RightOperand of(Blocking blocking) {
    Shape shape = blocking.shape();
    if (shape.moved().isPresent()) {
      Shape.Moved moved = shape.moved().get();
      return new Moved(blocking, moved, blocking.arrays().array(moved.space(), Kind.FLOAT));
    }
    return shape.right().isEmpty()
        ? new Packed(blocking)
        : InPlace.of(blocking, shape.right().get(), blocking.array(shape.right().get()));
  }

  /** Before the first batch. */
  void enter(Part part);

  /** At the begin of a batch: where it lies. */
  Expression base(Part part, Places batch, List<Expression> indices);

  /** Before the strips of a block of depth. */
  void depths(Part part, Block block, Depths depths);

  /** Gives the array, the place, the stride of depth and that of 32 columns that tiles take. */
  void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to);

  /** Whether whole vectors may be read beyond the last column. */
  boolean isPadded();

  /** How many columns lie together in a panel. */
  Expression TOGETHER = Expression.of(ContractionScratch.TILE_COLUMNS);

  /** Its expression evaluated into a panel. */
  record Packed(Blocking blocking) implements RightOperand {

    @Override
    public void enter(Part part) {}

    @Override
    public Expression base(Part part, Places batch, List<Expression> indices) {
      return Expression.ZERO;
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {
      Columns columns = block.columns();
      blocking.body().loop("tile", Expression.ZERO, columns.count(), TOGETHER,
          tile -> blocking.call(Packing.right(blocking), block.batch().indices(), depths.from(), depths.count(),
              columns.from().plus(tile), columns.count().minus(tile).min(TOGETHER),
              part.panel().plus(tile.times(depths.count())), TOGETHER));
    }

    @Override
    public void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to) {
      to.accept(List.of(blocking.work(), part.panel(), TOGETHER, depths.count().times(TOGETHER)));
    }

    @Override
    public boolean isPadded() {
      return true;
    }
  }

  /**
   * Read where it lies, with contiguous columns and one stride of depth. Where many rows read it again and again it is
   * copied into a panel all the same: fewer pages, and in the order in which processors fetch ahead.
   *
   * @param copied 1 or 0, known when the kernel runs
   */
  record InPlace(Blocking blocking, Shape.Strided at, Variable array, Variable copied) implements RightOperand {

    private static final int MANY_ROWS = 48;
    private static final int MUCH = 20_000;

    static InPlace of(Blocking blocking, Shape.Strided at, Variable array) {
      Places places = blocking.method().places();
      ProcedureBuilder body = blocking.body();
      Variable copied = body.let("copied", Expression.ZERO);
      body.when(places.size(blocking.axes().rows()).atLeast(Expression.of(MANY_ROWS)),
          () -> body.when(
              places.size(blocking.axes().depth()).times(places.size(blocking.axes().rows()).min(Expression.of(MUCH)))
                  .atLeast(Expression.of(MUCH)),
              () -> body.set(copied, Expression.ONE)));
      return new InPlace(blocking, at, array, copied);
    }

    @Override
    public void enter(Part part) {}

    @Override
    public Expression base(Part part, Places batch, List<Expression> indices) {
      return batch.at(at.address());
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {
      blocking.body().when(copied.equal(Expression.ONE), () -> new Packed(blocking).depths(part, block, depths));
    }

    @Override
    public void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to) {
      Expression depth = blocking.method().places().stride(at.address(), blocking.axes().depth());
      Expression place = block.batch().right().plus(block.columns().place()).plus(depths.from().times(depth));
      blocking.body().choose(copied.equal(Expression.ONE), () -> new Packed(blocking).give(part, block, depths, to),
          () -> to.accept(List.of(array, place, depth, TOGETHER)));
    }

    @Override
    public boolean isPadded() {
      return false;
    }
  }

  /** A window, read at distances from a table. */
  record Moved(Blocking blocking, Shape.Moved at, Variable array) implements RightOperand {

    @Override
    public void enter(Part part) {
      blocking.distances().write(at.address(), blocking.axes().depth(), nearest(), Expression.ZERO, part.depth(),
          part.distances());
    }

    /** The distance of the nearest depth from depth 0: not above 0. */
    private int nearest() {
      return blocking.axes().depth().stream()
          .mapToInt(i -> (int) Math.min(0, at.address().coefficient(i).constant() * (i.size().constant() - 1))).sum();
    }

    @Override
    public Expression base(Part part, Places batch, List<Expression> indices) {
      if (at.hasBlock()) {
        int last = Math.toIntExact(at.window().ranges().getLast().turns());
        blocking.call(Packing.window(blocking, at.window()), indices, Expression.ZERO,
            Expression.of((int) at.window().blockSize() / last), Expression.ZERO, Expression.of(last), part.block(),
            Expression.of(last));
      }
      return (at.hasBlock() ? part.block() : Expression.ZERO).plus(batch.at(at.address())).plus(nearest());
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {}

    @Override
    public void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to) {
      to.accept(List.of(array, block.batch().right().plus(block.columns().place()),
          part.distances().plus(depths.from()), TOGETHER));
    }

    @Override
    public boolean isPadded() {
      return at.hasBlock();
    }
  }
}
