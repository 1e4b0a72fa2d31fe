package adjoint.compiler.emit.contraction;

import static adjoint.compiler.emit.contraction.ContractionScratch.TILE_COLUMNS;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.contraction.Blocking.Batch;
import adjoint.compiler.emit.contraction.Blocking.Block;
import adjoint.compiler.emit.contraction.Blocking.Columns;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Part;
import adjoint.compiler.emit.contraction.Blocking.Rows;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Step;
import java.util.List;
import java.util.Map;

/**
 * The blocked loops of a part of a contraction: rows that fit the block of sums, columns whose panel stays in the L2, depth
 * ascending; in them the packing of what isn't read in place, the tiles, and the epilogue after the last depth.
 */
final class Blocks {

  /** The most columns of a block: so many that the sums of a strip fit. */
  private static final int MOST_COLUMNS = 640;
  private static final Int ALL = Int.of(1 << 30);

  private final Blocking blocking;
  private final Shape shape;
  private final Body body;
  private final LeftOperand left;
  private final RightOperand right;
  private final Local out;
  private final Int lanes;

  Blocks(KernelClass into, String name, Shape shape) {
    this.blocking = Blocking.of(into, name, shape);
    this.shape = shape;
    this.body = blocking.body();
    this.left = LeftOperand.of(blocking);
    this.right = RightOperand.of(blocking);
    this.out = shape.out().map(blocking::array).orElse(blocking.work());
    this.lanes = into.mode() == Mode.VECTOR ? Species.lanes(body, into.name()) : Int.ONE;
  }

  /** The name of its method. */
  String emit() {
    Split split = new Split(blocking.method(), shape);
    Part part = part();
    left.enter(part, split);
    right.enter(part);
    body.loop("batch", split.batch().from(), split.batch().to(), Int.ONE, number -> batch(part, split, number));
    body.end();
    return blocking.name() + "$blocks";
  }

  private Part part() {
    Step.Contraction contraction = shape.contraction();
    Places places = blocking.method().places();
    Placement scratch = shape.context().plan().placements().get(contraction.accumulator());
    Int begin = body.fix("panel", places.of(scratch.offset())
        .plus(blocking.method().argument("part").times(places.of(ContractionScratch.part(contraction)))));
    int strip = ContractionScratch.panel(contraction);
    int sums = strip + ContractionScratch.strip(contraction);
    int distances = sums + ContractionScratch.sums(contraction);
    int block = distances + ContractionScratch.distances(contraction);
    int spare = block + ContractionScratch.block(contraction);
    Int depth = body.fix("depthSize", places.size(blocking.axes().depth()));
    Int blockDepth = body.fix("blockDepth", blockDepth(depth));
    Int columns = blockColumns(blockDepth);
    return new Part(depth, blockDepth, columns, blockRows(depth, columns), begin, begin.plus(strip), begin.plus(sums),
        begin.plus(distances), begin.plus(block), begin.plus(spare));
  }

  /** Blocks of the same depth, but for rounding. */
  private Int blockDepth(Int depth) {
    Int blocks =
        body.fix("depthBlocks", depth.plus(ContractionScratch.DEPTH - 1).over(Int.of(ContractionScratch.DEPTH)));
    return depth.plus(blocks).minus(Int.ONE).over(blocks.max(Int.ONE)).max(Int.ONE);
  }

  /** As many columns as a panel takes. */
  private Int blockColumns(Int blockDepth) {
    Int most = Int.of(ContractionScratch.panel(shape.contraction())).over(blockDepth)
        .roundedDown(Int.of(TILE_COLUMNS));
    return body.fix("blockColumns", most.max(Int.of(TILE_COLUMNS)).min(Int.of(MOST_COLUMNS)));
  }

  /** All rows where sums leave at once, or within one block of depth; else as many as the block of sums takes. */
  private Int blockRows(Int depth, Int columns) {
    if (shape.out().isPresent()) {
      return ALL;
    }
    Int width = shape.moved().map(Shape.Moved::columns).map(c -> c.width(Int.of(Math.min(c.count(), c.block()))))
        .orElseGet(() -> blocking.method().places().size(blocking.axes().columns()).min(columns));
    Int few = Int.of(ContractionScratch.sums(shape.contraction())).over(width.roundedUp(Int.of(TILE_COLUMNS)));
    return body.letEither("blockRows", depth, Body.Test.MORE, Int.of(ContractionScratch.DEPTH), few, ALL);
  }

  private void batch(Part part, Split split, Int.Variable number) {
    Map<Index, Int> settings =
        new FlatRanges(body, blocking.method().places(), blocking.axes().batch()).settings(number);
    List<Int> indices = blocking.axes().batch().stream().map(settings::get).toList();
    Places places = blocking.method().places().with(settings);
    Batch batch = new Batch(places, indices, body.fix("leftBase", left.base(places)),
        body.fix("rightBase", right.base(part, places, indices)),
        body.fix("outBase", shape.out().map(s -> places.at(s.address())).orElse(Int.ZERO)));
    body.loop("rowBlock", split.rows().from(), split.rows().to(), part.rows(), row -> {
      Int count = body.let("rowCount", split.rows().to().minus(row).min(part.rows()));
      columns(part, batch, split, new Rows(row, count));
    });
  }

  private void columns(Part part, Batch batch, Split split, Rows rows) {
    if (shape.moved().isPresent()) {
      columns(part, batch, shape.moved().get().columns(), rows);
      return;
    }
    body.loop("columnBlock", split.columns().from(), split.columns().to(), part.columns(), column -> {
      Int count = body.let("columns", split.columns().to().minus(column).min(part.columns()));
      depth(part, batch, rows, new Columns(column, count, column, count));
    });
  }

  /** Of a window, some settings of the outermost column index. */
  private void columns(Part part, Batch batch, Window.Columns all, Rows rows) {
    body.loop("columnBlock", Int.ZERO, Int.of(all.count()), Int.of(all.block()), outer -> {
      Int count = body.let("outerColumns", Int.of(all.count()).minus(outer).min(Int.of(all.block())));
      depth(part, batch, rows, new Columns(body.fix("columnFrom", outer.times(all.settings())),
          body.fix("columns", count.times(all.settings())), body.fix("place", outer.times(all.step())),
          body.fix("width", all.width(count))));
    });
  }

  private void depth(Part part, Batch batch, Rows rows, Columns columns) {
    Int stride = body.fix("sumsStride", columns.width().roundedUp(Int.of(TILE_COLUMNS)));
    Block block = new Block(batch, rows, columns, stride);
    body.loop("depthBlock", Int.ZERO, part.depth(), part.blockDepth(), from -> {
      Depths depths = new Depths(from, body.let("depths", part.depth().minus(from).min(part.blockDepth())));
      right.depths(part, block, depths);
      left.depths(part, depths);
      strips(part, block, depths);
    });
  }

  private void strips(Part part, Block block, Depths depths) {
    boolean whole = !left.isPackedByStrips() && shape.out().isPresent();
    Int step = whole ? block.rows().count() : Int.of(ContractionScratch.STRIP);
    Int end = body.let("rowEnd", block.rows().from().plus(block.rows().count()));
    body.loop("row", block.rows().from(), end, step, row -> {
      Rows rows = new Rows(row, body.let("rows", end.minus(row).min(step)));
      left.strip(part, block, rows, depths);
      strip(part, block, rows, depths);
    });
  }

  private void strip(Part part, Block block, Rows rows, Depths depths) {
    if (shape.out().isPresent()) {
      panel(part, block, rows, depths, outPlace(block, rows, shape.out().get()));
      return;
    }
    Int sums = sums(part, block, rows);
    panel(part, block, rows, depths, List.of(sums, block.sumsStride()));
    Int done = depths.from().plus(depths.count());
    Int origin = shape.moved().isPresent() ? sums.minus(block.columns().place()) : sums;
    body.when(done, Body.Test.EQUAL, part.depth(), () -> blocking.call(Epilogue.in(blocking), block.batch().indices(),
        rows.from(), rows.count(), block.columns().from(), block.columns().count(), origin, block.sumsStride()));
  }

  /** Where the sums of a strip are: in a block of their own if they wait for more depth, else always at the same place. */
  private Int sums(Part part, Block block, Rows rows) {
    Int later = rows.from().minus(block.rows().from()).times(block.sumsStride());
    return body.letEither("sumsAt", part.depth(), Body.Test.MORE, Int.of(ContractionScratch.DEPTH),
        part.sums().plus(later), part.sums());
  }

  private List<Int> outPlace(Block block, Rows rows, Shape.Strided at) {
    Int row = blocking.method().places().stride(at.address(), blocking.axes().rows());
    return List.of(block.batch().out().plus(block.columns().from()).plus(rows.from().times(row)), row);
  }

  private void panel(Part part, Block block, Rows rows, Depths depths, List<Int> sums) {
    body.code.load(left.array());
    left.arguments(part, block, rows, depths).forEach(body::push);
    right.push(part, block, depths);
    body.code.load(out);
    sums.forEach(body::push);
    body.push(depths.count());
    body.push(depths.from());
    body.code.load(blocking.work());
    body.push(rows.count());
    boolean padded = shape.out().isEmpty() && right.isPadded();
    body.push(padded ? block.columns().width().roundedUp(lanes) : block.columns().width());
    body.push(part.spare());
    body.code.invokeStatic(blocking.into().name(), Panel.in(blocking.into(), shape.access()), Panel.descriptor());
  }
}
