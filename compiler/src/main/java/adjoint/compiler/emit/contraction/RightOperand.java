package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.contraction.Blocking.Block;
import adjoint.compiler.emit.contraction.Blocking.Columns;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Part;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
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
    boolean lanes = blocking.into().lanes();
    if (shape.transposed().isPresent() && lanes) {
      return Copied.columns(blocking, shape.transposed().get(), blocking.array(shape.transposed().get()));
    }
    if (shape.right().isEmpty() || !lanes && !shape.fillsVectors()) {
      return new Packed(blocking);
    }
    Shape.Strided right = shape.right().get();
    return shape.fillsVectors()
        ? InPlace.of(blocking, right, blocking.array(right))
        : Copied.rows(blocking, right, blocking.array(right));
  }

  /** Before the first batch. */
  void enter(Part part);

  /** At the begin of a batch: where it lies. */
  Expression base(Part part, Places batch, List<Expression> indices);

  /** Before the strips of a block of depth. */
  void depths(Part part, Block block, Depths depths);

  /** Gives the array, the place, the stride of depth and that of the columns of a tile. */
  void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to);

  /** Whether whole vectors may be read beyond the last column. */
  boolean isPadded();

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
      Expression together = blocking.together();
      blocking.body().loop("tile", Expression.ZERO, columns.count(), together,
          tile -> blocking.call(Packing.right(blocking), block.batch().indices(), depths.from(), depths.size(),
              columns.from().plus(tile), columns.count().minus(tile).min(together),
              part.panel().plus(tile.times(depths.size())), together));
    }

    @Override
    public void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to) {
      Expression together = blocking.together();
      to.accept(List.of(blocking.work(), part.panel().plus(depths.skip().times(together)), together,
          depths.size().times(together)));
    }

    @Override
    public boolean isPadded() {
      return true;
    }
  }

  /**
   * A read with one stride, copied into a panel by vectors.
   *
   * @param copy takes the array, the place of the first column, the stride, how many columns there are, the depth, the scratch
   *     memory and the place in it
   * @param column the stride of columns
   * @param depth that of depth; the stride is what isn't 1
   */
  record Copied(Blocking blocking, Shape.Strided at, Variable array, Procedure.Header copy, Expression column,
      Expression depth) implements RightOperand {

    /** With contiguous columns. */
    static Copied rows(Blocking blocking, Shape.Strided at, Variable array) {
      return new Copied(blocking, at, array, PanelCopy.in(blocking.into()), Expression.ONE,
          blocking.method().places().stride(at.address(), blocking.axes().depth()));
    }

    /** With contiguous depth. */
    static Copied columns(Blocking blocking, Shape.Strided at, Variable array) {
      return new Copied(blocking, at, array, Transposition.in(blocking.into()),
          blocking.method().places().stride(at.address(), blocking.axes().columns()), Expression.ONE);
    }

    @Override
    public void enter(Part part) {}

    @Override
    public Expression base(Part part, Places batch, List<Expression> indices) {
      return batch.at(at.address());
    }

    @Override
    public void depths(Part part, Block block, Depths depths) {
      Columns columns = block.columns();
      Expression place =
          block.batch().right().plus(columns.from().times(column)).plus(depths.from().times(depth));
      blocking.body().call(copy, List.of(array, place, column.is(1) ? depth : column, columns.count(), depths.size(),
          blocking.work(), part.panel()));
    }

    @Override
    public void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to) {
      new Packed(blocking).give(part, block, depths, to);
    }

    @Override
    public boolean isPadded() {
      return true;
    }
  }

  /**
   * Read where it lies, with contiguous columns and one stride of depth. Where many rows read it again and again, and its
   * columns are so many that the left operand is worth interleaving, it is copied into a panel all the same.
   *
   * @param copied 1 or 0, known when the kernel runs
   */
  record InPlace(Blocking blocking, Shape.Strided at, Variable array, Variable copied) implements RightOperand {

    private static final int MANY_ROWS = 32;

    static InPlace of(Blocking blocking, Shape.Strided at, Variable array) {
      Places places = blocking.method().places();
      ProcedureBuilder body = blocking.body();
      Variable copied = body.let("copied", Expression.ZERO);
      body.when(places.size(blocking.axes().rows()).atLeast(Expression.of(MANY_ROWS)),
          () -> body.when(places.size(blocking.axes().columns()).atLeast(Strip.interleavedColumns(blocking.into())),
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
      RightOperand panel =
          blocking.into().lanes() ? Copied.rows(blocking, at, array) : new Packed(blocking);
      blocking.body().when(copied.equal(Expression.ONE), () -> panel.depths(part, block, depths));
    }

    @Override
    public void give(Part part, Block block, Depths depths, Consumer<List<Expression>> to) {
      Expression depth = blocking.method().places().stride(at.address(), blocking.axes().depth());
      Expression place = block.batch().right().plus(block.columns().place()).plus(depths.first().times(depth));
      blocking.body().choose(copied.equal(Expression.ONE), () -> new Packed(blocking).give(part, block, depths, to),
          () -> to.accept(List.of(array, place, depth, blocking.together())));
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
          part.distances().plus(depths.from()), blocking.together()));
    }

    @Override
    public boolean isPadded() {
      return at.hasBlock();
    }
  }
}
