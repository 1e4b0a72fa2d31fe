package adjoint.compiler.emit.contraction;

import static adjoint.compiler.emit.contraction.ContractionScratch.TILE_COLUMNS;

import adjoint.compiler.emit.contraction.Blocking.Batch;
import adjoint.compiler.emit.contraction.Blocking.Block;
import adjoint.compiler.emit.contraction.Blocking.Columns;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Part;
import adjoint.compiler.emit.contraction.Blocking.Rows;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The blocked loops of a part of a contraction: rows that fit the block of sums, columns that fit a panel, depth
 * ascending; in them the packing of what isn't read in place, the tiles, and the epilogue after the last depth.
 */
final class Blocks {

  /** The most columns of a block: so many that the sums of a strip fit. */
  static final int MOST_COLUMNS = 768;
  private static final Expression ALL = Expression.of(1 << 30);

  private final Blocking blocking;
  private final Shape shape;
  private final ProcedureBuilder body;
  private final LeftOperand left;
  private final RightOperand right;
  private final Variable out;
  private final Expression lanes;
  private final Cut cut;

  Blocks(Procedures into, String name, Shape shape) {
    this.blocking = Blocking.of(into, name, shape);
    this.shape = shape;
    this.body = blocking.body();
    this.left = LeftOperand.of(blocking);
    this.right = RightOperand.of(blocking);
    this.out = shape.out().map(blocking::array).orElse(blocking.work());
    this.cut = new Cut(shape);
    this.lanes = into.lanes() ? body.let("lanes", Expression.lanes()) : Expression.ONE;
  }

  Procedure.Header emit() {
    Split split = new Split(blocking.method(), shape);
    Part part = part(split);
    left.enter(part, split);
    right.enter(part);
    body.loop("batch", split.batch().from(), split.batch().to(), Expression.ONE, number -> batch(part, split, number));
    return blocking.into().add(body.build(blocking.name() + "$blocks"));
  }

  private Part part(Split split) {
    Step.Contraction contraction = shape.contraction();
    Places places = blocking.method().places();
    Placement scratch = shape.context().plan().placements().get(contraction.accumulator());
    Expression begin = body.fix("panel", places.of(scratch.offset())
        .plus(blocking.method().argument("part").times(places.of(ContractionScratch.part(contraction)))));
    int strip = ContractionScratch.panel(contraction);
    int sums = strip + ContractionScratch.strip(contraction);
    int distances = sums + ContractionScratch.sums(contraction);
    int block = distances + ContractionScratch.distances(contraction);
    int spare = block + ContractionScratch.block(contraction);
    Expression depth = body.fix("depthSize", places.size(blocking.axes().depth()));
    Expression blockDepth = body.fix("blockDepth", blockDepth(depth));
    Expression columns = blockColumns(blockDepth, split.columns());
    return new Part(depth, blockDepth, columns, blockRows(depth, columns), begin, begin.plus(strip), begin.plus(sums),
        begin.plus(distances), begin.plus(block), begin.plus(spare));
  }

  /** Blocks of the same depth, but for rounding. */
  private Expression blockDepth(Expression depth) {
    Expression blocks =
        body.fix("depthBlocks", depth.plus(ContractionScratch.DEPTH - 1).over(Expression.of(ContractionScratch.DEPTH)));
    return depth.plus(blocks).minus(Expression.ONE).over(blocks.max(Expression.ONE)).max(Expression.ONE);
  }

  /** At most as many columns as a panel takes, in blocks of the same number, but for rounding. */
  private Expression blockColumns(Expression blockDepth, Split.Range all) {
    Expression most = Expression.of(ContractionScratch.panel(shape.contraction())).over(blockDepth)
        .roundedDown(Expression.of(TILE_COLUMNS));
    Expression fitting =
        body.fix("mostColumns", most.max(Expression.of(TILE_COLUMNS)).min(Expression.of(MOST_COLUMNS)));
    Expression count = body.let("allColumns", all.to().minus(all.from()));
    Expression blocks = body.let("columnBlocks", count.plus(fitting).minus(Expression.ONE).over(fitting));
    return body.let("blockColumns", count.plus(blocks).minus(Expression.ONE).over(blocks.max(Expression.ONE))
        .roundedUp(Expression.of(TILE_COLUMNS)).max(Expression.of(TILE_COLUMNS)));
  }

  /** All rows where sums leave at once, or within one block of depth; else as many as the block of sums takes. */
  private Expression blockRows(Expression depth, Expression columns) {
    if (shape.out().isPresent()) {
      return ALL;
    }
    Expression width =
        shape.moved().map(Shape.Moved::columns).map(c -> c.width(Expression.of(Math.min(c.count(), c.block()))))
            .orElseGet(() -> blocking.method().places().size(blocking.axes().columns()).min(columns));
    Expression few =
        Expression.of(ContractionScratch.sums(shape.contraction())).over(width.roundedUp(Expression.of(TILE_COLUMNS)));
    Expression strips = body.let("few", few).roundedDown(Expression.of(ContractionScratch.STRIP));
    return body.let("blockRows",
        new Expression.Choice(depth.more(Expression.of(ContractionScratch.DEPTH)),
            strips.max(Expression.of(ContractionScratch.STRIP)), ALL));
  }

  private void batch(Part part, Split split, Variable number) {
    Map<Index, Expression> settings =
        new FlatRanges(body, blocking.method().places(), blocking.axes().batch()).settings(number);
    List<Expression> indices = blocking.axes().batch().stream().map(settings::get).toList();
    Places places = blocking.method().places().with(settings);
    Batch batch = new Batch(places, indices, body.fix("leftBase", left.base(places)),
        body.fix("rightBase", right.base(part, places, indices)),
        body.fix("outBase", shape.out().map(s -> places.at(s.address())).orElse(Expression.ZERO)));
    body.loop("rowBlock", split.rows().from(), split.rows().to(), part.rows(), row -> {
      Expression count = body.let("rowCount", split.rows().to().minus(row).min(part.rows()));
      columns(part, batch, split, new Rows(row, count));
    });
  }

  private void columns(Part part, Batch batch, Split split, Rows rows) {
    if (shape.moved().isPresent()) {
      columns(part, batch, shape.moved().get().columns(), rows);
      return;
    }
    body.loop("columnBlock", split.columns().from(), split.columns().to(), part.columns(), column -> {
      Expression count = body.let("columns", split.columns().to().minus(column).min(part.columns()));
      depth(part, batch, rows, new Columns(column, count, column, count));
    });
  }

  /** Of a window, some settings of the outermost column index. */
  private void columns(Part part, Batch batch, Window.Columns all, Rows rows) {
    body.loop("columnBlock", Expression.ZERO, Expression.of(all.count()), Expression.of(all.block()), outer -> {
      Expression count =
          body.let("outerColumns", Expression.of(all.count()).minus(outer).min(Expression.of(all.block())));
      depth(part, batch, rows, new Columns(body.fix("columnFrom", outer.times(all.settings())),
          body.fix("columns", count.times(all.settings())), body.fix("place", outer.times(all.step())),
          body.fix("width", all.width(count))));
    });
  }

  private void depth(Part part, Batch batch, Rows rows, Columns columns) {
    Expression stride = body.fix("sumsStride", columns.width().roundedUp(Expression.of(TILE_COLUMNS)));
    Block block = new Block(batch, rows, columns, stride);
    body.loop("depthBlock", Expression.ZERO, part.depth(), part.blockDepth(), from -> {
      Depths depths = new Depths(from, body.let("depths", part.depth().minus(from).min(part.blockDepth())));
      right.depths(part, block, depths);
      left.depths(part, depths);
      strips(part, block, depths);
    });
  }

  private void strips(Part part, Block block, Depths depths) {
    boolean whole = !left.isPackedByStrips() && shape.out().isPresent();
    Expression step = cut.isAny()
        ? Expression.of(Cut.ROWS)
        : whole ? block.rows().count() : Expression.of(ContractionScratch.STRIP);
    Expression end = body.let("rowEnd", block.rows().from().plus(block.rows().count()));
    body.loop("row", block.rows().from(), end, step, row -> {
      Rows rows = new Rows(row, body.let("rows", end.minus(row).min(step)));
      Depths counting = cut.depths(body, blocking.method().places(), rows, depths);
      left.strip(part, block, rows, counting);
      strip(part, block, rows, counting);
    });
  }

  private void strip(Part part, Block block, Rows rows, Depths depths) {
    if (shape.out().isPresent()) {
      panel(part, block, rows, depths, outPlace(block, rows, shape.out().get()));
      return;
    }
    Expression sums = sums(part, block, rows);
    panel(part, block, rows, depths, List.of(sums, block.sumsStride()));
    Expression done = depths.from().plus(depths.size());
    Expression origin = shape.moved().isPresent() ? sums.minus(block.columns().place()) : sums;
    body.when(done.equal(part.depth()), () -> blocking.call(Epilogue.in(blocking), block.batch().indices(),
        rows.from(), rows.count(), block.columns().from(), block.columns().count(), origin, block.sumsStride()));
  }

  /** Where the sums of a strip are: in a block of their own if they wait for more depth, else always at the same place. */
  private Expression sums(Part part, Block block, Rows rows) {
    Expression later = rows.from().minus(block.rows().from()).times(block.sumsStride());
    return body.let("sumsAt", new Expression.Choice(part.depth().more(Expression.of(ContractionScratch.DEPTH)),
        part.sums().plus(later), part.sums()));
  }

  private List<Expression> outPlace(Block block, Rows rows, Shape.Strided at) {
    Expression row = blocking.method().places().stride(at.address(), blocking.axes().rows());
    return List.of(block.batch().out().plus(block.columns().from()).plus(rows.from().times(row)), row);
  }

  /** The right operand at a later column, which begins a tile. */
  private List<Expression> behind(List<Expression> operand, Expression columns) {
    if (columns.is(0)) {
      return operand;
    }
    List<Expression> later = new ArrayList<>(operand);
    later.set(1, operand.get(1).plus(columns.over(blocking.together()).times(operand.get(3))));
    return later;
  }

  private void panel(Part part, Block block, Rows rows, Depths depths, List<Expression> sums) {
    boolean padded = shape.out().isEmpty() && right.isPadded();
    Expression all = block.columns().width();
    Expression width = padded ? all.roundedUp(lanes) : all;
    Cut.Range range = cut.columns(body, blocking.method().places(), rows, block.columns(), width);
    right.give(part, block, depths, operand -> {
      List<Expression> arguments = new ArrayList<>(List.of(left.array()));
      arguments.addAll(left.arguments(part, block, rows, depths));
      arguments.addAll(behind(operand, range.skip()));
      arguments.add(out);
      arguments.addAll(List.of(sums.get(0).plus(range.skip()), sums.get(1), depths.count(), depths.from(),
          blocking.work(), rows.count(), range.count(), part.spare()));
      body.call(Panel.in(blocking.into(), shape.access()), arguments);
    });
  }
}
