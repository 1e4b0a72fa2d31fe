package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.contraction.Blocking.Block;
import adjoint.compiler.emit.contraction.Blocking.Columns;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Part;
import adjoint.compiler.emit.word.Kind;
import java.util.List;

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
  Int base(Part part, Places batch, List<Int> indices);

  /** Before the strips of a block of depth. */
  void depths(Part part, Block block, Depths depths);

  /** Pushes the array, the place, the stride of depth and that of 32 columns that tiles take. */
  void push(Part part, Block block, Depths depths);

  /** Whether whole vectors may be read beyond the last column. */
  boolean isPadded();

  /** How many columns lie together in a panel. */
  Int TOGETHER = Int.of(ContractionScratch.TILE_COLUMNS);

  /** Its expression evaluated into a panel. */
  record Packed(Blocking blocking) implements RightOperand {

    @Override
    public void enter(Part part) {}

    @Override
    public Int base(Part part, Places batch, List<Int> indices) {
      return Int.ZERO;
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {
      Columns columns = block.columns();
      blocking.body().loop("tile", Int.ZERO, columns.count(), TOGETHER,
          tile -> blocking.call(Packing.right(blocking), block.batch().indices(), depths.from(), depths.count(),
              columns.from().plus(tile), columns.count().minus(tile).min(TOGETHER),
              part.panel().plus(tile.times(depths.count())), TOGETHER));
    }

    @Override
    public void push(Part part, Block block, Depths depths) {
      blocking.body().code.load(blocking.work());
      blocking.body().push(part.panel());
      blocking.body().push(TOGETHER);
      blocking.body().push(depths.count().times(TOGETHER));
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
  record InPlace(Blocking blocking, Shape.Strided at, Local array, Int.Variable copied) implements RightOperand {

    private static final int MANY_ROWS = 48;
    private static final int MUCH = 20_000;

    static InPlace of(Blocking blocking, Shape.Strided at, Local array) {
      Places places = blocking.method().places();
      Body body = blocking.body();
      Int.Variable copied = body.let("copied", Int.ZERO);
      body.when(places.size(blocking.axes().rows()), Body.Test.AT_LEAST, Int.of(MANY_ROWS),
          () -> body.when(
              places.size(blocking.axes().depth()).times(places.size(blocking.axes().rows()).min(Int.of(MUCH))),
              Body.Test.AT_LEAST, Int.of(MUCH), () -> body.set(copied, Int.ONE)));
      return new InPlace(blocking, at, array, copied);
    }

    @Override
    public void enter(Part part) {}

    @Override
    public Int base(Part part, Places batch, List<Int> indices) {
      return batch.at(at.address());
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {
      blocking.body().when(copied, Body.Test.EQUAL, Int.ONE, () -> new Packed(blocking).depths(part, block, depths));
    }

    @Override
    public void push(Part part, Block block, Depths depths) {
      Body body = blocking.body();
      Int depth = blocking.method().places().stride(at.address(), blocking.axes().depth());
      body.choose(copied, Body.Test.EQUAL, Int.ONE, () -> new Packed(blocking).push(part, block, depths), () -> {
        body.code.load(array);
        body.push(block.batch().right().plus(block.columns().place()).plus(depths.from().times(depth)));
        body.push(depth);
        body.push(TOGETHER);
      });
    }

    @Override
    public boolean isPadded() {
      return false;
    }
  }

  /** A window, read at distances from a table. */
  record Moved(Blocking blocking, Shape.Moved at, Local array) implements RightOperand {

    @Override
    public void enter(Part part) {
      blocking.distances().write(at.address(), blocking.axes().depth(), nearest(), Int.ZERO, part.depth(),
          part.distances());
    }

    /** The distance of the nearest depth from depth 0: not above 0. */
    private int nearest() {
      return blocking.axes().depth().stream()
          .mapToInt(i -> (int) Math.min(0, at.address().coefficient(i).constant() * (i.size().constant() - 1))).sum();
    }

    @Override
    public Int base(Part part, Places batch, List<Int> indices) {
      if (at.hasBlock()) {
        int last = Math.toIntExact(at.window().ranges().getLast().extent());
        blocking.call(Packing.window(blocking, at.window()), indices, Int.ZERO,
            Int.of((int) at.window().blockSize() / last), Int.ZERO, Int.of(last), part.block(), Int.of(last));
      }
      return (at.hasBlock() ? part.block() : Int.ZERO).plus(batch.at(at.address())).plus(nearest());
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {}

    @Override
    public void push(Part part, Block block, Depths depths) {
      blocking.body().code.load(array);
      blocking.body().push(block.batch().right().plus(block.columns().place()));
      blocking.body().push(part.distances().plus(depths.from()));
      blocking.body().push(TOGETHER);
    }

    @Override
    public boolean isPadded() {
      return at.hasBlock();
    }
  }
}
