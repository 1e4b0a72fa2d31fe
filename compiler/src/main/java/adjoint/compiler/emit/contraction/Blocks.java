package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The blocked loops of a part of a contraction: rows that fit the block of sums, columns whose panel stays in the L2, depth
 * ascending; in them the packing of what isn't read in place, the tiles, and the epilogue after the last depth.
 */
final class Blocks {

  /** The most columns of a block. */
  private static final int MOST_COLUMNS = 640;

  private final KernelClass into;
  private final String method;
  private final Shape shape;
  private final Signature kernel;
  private final Body body;
  private final Local work;
  private final Local left;
  private final Local right;
  private final Local out;

  Blocks(KernelClass into, String method, Shape shape) {
    this.into = into;
    this.method = method;
    this.shape = shape;
    this.kernel = new Signature(into, method, shape, "$blocks", "", "part", "parts");
    this.body = kernel.body();
    Kernel arrays = new Kernel(body.code, kernel.frame());
    this.work = arrays.array(new Space.Work(), Kind.FLOAT);
    this.left = shape.left().or(shape::scattered).map(s -> arrays.array(s.space(), Kind.FLOAT)).orElse(work);
    this.right = shape.right().map(Shape.Strided::space).or(() -> shape.moved().map(Shape.Moved::space))
        .map(s -> arrays.array(s, Kind.FLOAT)).orElse(work);
    this.out = shape.out().map(s -> arrays.array(s.space(), Kind.FLOAT)).orElse(work);
  }

  /** The sizes and places that hold for the whole part. */
  private record Part(Int depth, Int lanes, Int panel, Int strip, Int sums, Int distances, Int block, Int blockDepth, Int blockColumns,
      Int blockRows) {}

  /** One batch: its indices, and where the operands that are read in place begin in it. */
  private record Batch(Places places, List<Int> indices, Int left, Int right, Int out) {}

  /** Some columns of a batch: of a window, `width` places from `place` on hold them. */
  private record Columns(Int from, Int count, Int place, Int width) {}

  /** A block of columns, and how its sums lie. */
  private record Block(Batch batch, Int row, Columns columns, Int sumsStride) {}

  /** The name of its method. */
  String emit() {
    Places places = kernel.places();
    Split split = new Split(kernel, shape);
    Int depth = body.fix("depthSize", places.size(shape.axes().depth()));
    Part part = part(depth, body.fix("columnsSize", places.size(shape.axes().columns())));
    if (isWhole()) {
      packWhole(part, split);
    }
    shape.moved().ifPresent(m -> distances(part, m));
    shape.scattered().ifPresent(s -> distances().write(s.address(), shape.axes().rows(), 0, Int.ZERO,
        places.size(shape.axes().rows()), rowDistances(part)));
    body.loop("batch", split.batch().from(), split.batch().to(), Int.ONE, b -> batch(part, split, b));
    body.end();
    return method + "$blocks";
  }

  private Part part(Int depth, Int columns) {
    Placement scratch = shape.context().plan().placements().get(shape.contraction().accumulator());
    int panelSize = ContractionScratch.panel(shape.contraction());
    int stripSize = ContractionScratch.strip(shape.contraction());
    int sumsSize = ContractionScratch.sums(shape.contraction());
    Int place = kernel.places().of(scratch.offset())
        .plus(kernel.argument("part").times(kernel.places().of(ContractionScratch.part(shape.contraction()))));
    Int panel = body.fix("panel", place);
    Int blockDepth = body.fix("blockDepth", depth.min(Int.of(ContractionScratch.DEPTH)).max(Int.ONE));
    Int most = Int.of(panelSize).over(blockDepth).minus(Int.of(ContractionScratch.SKEW))
        .roundedDown(Int.of(ContractionScratch.TILE_COLUMNS));
    Int blockColumns = body.fix("blockColumns",
        most.max(Int.of(ContractionScratch.TILE_COLUMNS)).min(Int.of(MOST_COLUMNS)));
    Int lanes = into.mode() == Mode.VECTOR ? Species.lanes(body, into.name()) : Int.of(4);
    int distances = panelSize + stripSize + sumsSize;
    Int width = shape.moved().map(m -> m.columns().width(Int.of(Math.min(m.columns().count(), m.columns().block()))))
        .orElseGet(() -> columns.min(blockColumns));
    return new Part(depth, lanes, panel, body.fix("strip", panel.plus(panelSize)),
        body.fix("sums", panel.plus(panelSize + stripSize)), body.fix("distances", panel.plus(distances)),
        body.fix("block", panel.plus(distances + ContractionScratch.distances(shape.contraction()))), blockDepth,
        blockColumns, blockRows(depth, width, sumsSize));
  }

  /** All rows where sums leave at once, or within one block of depth; else as many as the block of sums takes. */
  private Int blockRows(Int depth, Int columns, int sumsSize) {
    Int all = Int.of(1 << 30);
    Int few = Int.of(sumsSize).over(columns.roundedUp(Int.of(ContractionScratch.TILE_COLUMNS)));
    return shape.out().isPresent() ? all
        : body.letEither("blockRows", depth, Body.Test.MORE, Int.of(ContractionScratch.DEPTH), few, all);
  }

  private boolean isWhole() {
    return shape.packsLeft() && ContractionScratch.isWhole(shape.contraction());
  }

  private void packWhole(Part part, Split split) {
    List<Int> arguments = new ArrayList<>();
    shape.axes().batch().forEach(i -> arguments.add(Int.ZERO));
    Int row = split.rows().from();
    arguments.addAll(List.of(row, split.rows().to().minus(row), Int.ZERO, part.depth(),
        part.strip().plus(row.times(part.depth())), part.depth()));
    kernel.call(Packing.left(into, method, shape), arguments.toArray(Int[]::new));
  }

  private void batch(Part part, Split split, Int.Variable number) {
    Map<Index, Int> indices = new HashMap<>();
    List<Int> values = new ArrayList<>();
    Int rest = number;
    for (Index index : shape.axes().batch().reversed()) {
      Int size = body.fix("size", kernel.places().of(index.size()));
      Int value = values.size() == shape.axes().batch().size() - 1 ? rest : rest.rest(size);
      values.addFirst(body.fix(index.name(), value));
      indices.put(index, values.getFirst());
      rest = body.fix("rest", rest.over(size));
    }
    Places places = kernel.places().with(indices);
    Int rightBase = shape.moved().map(m -> body.fix("rightBase", window(part, m, places, values)))
        .orElseGet(() -> place("rightBase", places, shape.right()));
    Batch batch = new Batch(places, values, place("leftBase", places, shape.left().or(shape::scattered)), rightBase,
        place("outBase", places, shape.out()));
    body.loop("rowBlock", split.rows().from(), split.rows().to(), part.blockRows(), row -> {
      Int rows = body.let("rowBlockEnd", split.rows().to().minus(row).min(part.blockRows()).plus(row));
      columns(part, batch, split, row, rows);
    });
  }

  private void distances(Part part, Shape.Moved moved) {
    distances().write(moved.address(), shape.axes().depth(), nearest(moved), Int.ZERO, part.depth(), part.distances());
  }

  private Distances distances() {
    return new Distances(body, kernel.places(), work);
  }

  /** The table of the rows of a scattered left operand, behind that of a block of depth. */
  private static Int rowDistances(Part part) {
    return part.distances().plus(ContractionScratch.DEPTH);
  }

  /** The distance of the nearest depth from depth 0: not above 0. */
  private int nearest(Shape.Moved moved) {
    return shape.axes().depth().stream()
        .mapToInt(i -> (int) Math.min(0, moved.address().coefficient(i).constant() * (i.size().constant() - 1))).sum();
  }

  /** Writes a window's block, if it has one, and gives the place of its nearest depth. */
  private Int window(Part part, Shape.Moved moved, Places places, List<Int> batch) {
    Int begin = moved.hasBlock() ? part.block() : Int.ZERO;
    if (moved.hasBlock()) {
      int last = Math.toIntExact(moved.window().ranges().getLast().extent());
      List<Int> arguments = new ArrayList<>(batch);
      arguments.addAll(List.of(Int.ZERO, Int.of((int) moved.window().blockSize() / last), Int.ZERO, Int.of(last),
          part.block(), Int.of(last)));
      kernel.call(Packing.window(into, method, shape, moved.window()), arguments.toArray(Int[]::new));
    }
    return begin.plus(places.at(moved.address())).plus(nearest(moved));
  }

  private Int place(String name, Places places, java.util.Optional<Shape.Strided> operand) {
    return operand.map(s -> body.fix(name, places.at(s.address()))).orElse(Int.ZERO);
  }

  private void columns(Part part, Batch batch, Split split, Int row, Int rowEnd) {
    if (shape.moved().isEmpty()) {
      body.loop("columnBlock", split.columns().from(), split.columns().to(), part.blockColumns(), column -> {
        Int columns = body.let("columns", split.columns().to().minus(column).min(part.blockColumns()));
        columns(part, batch, new Columns(column, columns, column, columns), row, rowEnd);
      });
      return;
    }
    Window.Columns all = shape.moved().get().columns();
    body.loop("columnBlock", Int.ZERO, Int.of(all.count()), Int.of(all.block()), outer -> {
      Int count = body.let("outerColumns", Int.of(all.count()).minus(outer).min(Int.of(all.block())));
      Columns columns = new Columns(body.fix("columnFrom", outer.times(all.settings())),
          body.fix("columns", count.times(all.settings())), body.fix("place", outer.times(all.step())),
          body.let("width", all.width(count)));
      columns(part, batch, columns, row, rowEnd);
    });
  }

  private void columns(Part part, Batch batch, Columns columns, Int row, Int rowEnd) {
    Int stride = shape.out().isPresent() ? Int.ZERO
        : body.let("sumsStride", columns.width().roundedUp(Int.of(ContractionScratch.TILE_COLUMNS)));
    Block block = new Block(batch, row, columns, stride);
    body.loop("depthBlock", Int.ZERO, part.depth(), part.blockDepth(), depth -> {
      Int depths = body.let("depths", part.depth().minus(depth).min(part.blockDepth()));
      tiles(part, block, rowEnd, depth, depths);
    });
  }

  private void tiles(Part part, Block block, Int rowEnd, Int depth, Int depths) {
    Int stride = shape.packsRight() ? body.let("panelStride",
        block.columns().count().roundedUp(Int.of(ContractionScratch.TILE_COLUMNS)).plus(ContractionScratch.SKEW))
        : Int.ZERO;
    if (shape.packsRight()) {
      call(Packing.right(into, method, shape), block, depth, depths, block.columns().from(), block.columns().count(),
          part.panel(), stride);
    }
    shape.scattered().ifPresent(s ->
        distances().write(s.address(), shape.axes().depth(), 0, depth, depths, part.distances()));
    boolean whole = !shape.packsLeft() && shape.out().isPresent();
    Int step = whole ? rowEnd.minus(block.row()) : Int.of(ContractionScratch.STRIP);
    body.loop("row", block.row(), rowEnd, body.fix("rowStep", step), row -> {
      Int rows = body.fix("rows", rowEnd.minus(row).min(step));
      strip(part, block, new Strip(row, rows), new Depths(depth, depths, stride));
    });
  }

  private record Strip(Int row, Int rows) {}

  private record Depths(Int from, Int count, Int panelStride) {}

  private void strip(Part part, Block block, Strip strip, Depths depths) {
    if (shape.packsLeft() && !isWhole()) {
      call(Packing.left(into, method, shape), block, strip.row(), strip.rows(), depths.from(), depths.count(),
          part.strip(), part.blockDepth());
    }
    Int sums = shape.out().isPresent() ? Int.ZERO : sums(part, block, strip);
    panel(part, block, strip, depths, sums);
    if (shape.out().isEmpty()) {
      Int done = depths.from().plus(depths.count());
      Int origin = shape.moved().isPresent() ? sums.minus(block.columns().place()) : sums;
      body.when(done, Body.Test.EQUAL, part.depth(), () -> call(Epilogue.in(into, method, shape), block, strip.row(),
          strip.rows(), block.columns().from(), block.columns().count(), origin, block.sumsStride()));
    }
  }

  /** Where the sums of a strip are: in a block of their own if they wait for more depth, else always at the same place. */
  private Int sums(Part part, Block block, Strip strip) {
    Int later = strip.row().minus(block.row()).times(block.sumsStride());
    return body.letEither("sumsAt", part.depth(), Body.Test.MORE, Int.of(ContractionScratch.DEPTH),
        part.sums().plus(later), part.sums());
  }

  private void panel(Part part, Block block, Strip strip, Depths depths, Int sums) {
    List<Int> l = leftPlace(part, block, strip, depths);
    List<Int> r = rightPlace(part, block, depths);
    List<Int> o = shape.out().map(s -> outPlace(block, strip, s)).orElse(List.of(sums, block.sumsStride()));
    body.code.load(left);
    l.forEach(body::push);
    body.code.load(right);
    r.forEach(body::push);
    body.code.load(out);
    o.forEach(body::push);
    body.push(depths.count());
    body.push(depths.from());
    Access access = shape.access();
    if (access.hasTable()) {
      body.code.load(work);
    }
    body.push(strip.rows());
    boolean padded = shape.out().isEmpty() && (shape.packsRight() || shape.moved().filter(Shape.Moved::hasBlock).isPresent());
    body.push(padded ? block.columns().width().roundedUp(part.lanes()) : block.columns().width());
    body.code.invokeStatic(into.name(), Panel.in(into, access), Panel.descriptor(access));
  }

  private List<Int> leftPlace(Part part, Block block, Strip strip, Depths depths) {
    if (shape.scattered().isPresent()) {
      return List.of(block.batch().left(), rowDistances(part).plus(strip.row()), part.distances());
    }
    if (isWhole()) {
      return List.of(part.strip().plus(strip.row().times(part.depth())).plus(depths.from()), part.depth(), Int.ONE);
    }
    if (shape.left().isEmpty()) {
      return List.of(part.strip(), part.blockDepth(), Int.ONE);
    }
    Places places = block.batch().places();
    Int row = places.stride(shape.left().get().address(), shape.axes().rows());
    Int depth = places.stride(shape.left().get().address(), shape.axes().depth());
    return List.of(block.batch().left().plus(strip.row().times(row)).plus(depths.from().times(depth)), row, depth);
  }

  private List<Int> rightPlace(Part part, Block block, Depths depths) {
    Int first = block.batch().right().plus(block.columns().place());
    if (shape.moved().isPresent()) {
      return List.of(first, part.distances().plus(depths.from()));
    }
    if (shape.right().isEmpty()) {
      return List.of(part.panel(), depths.panelStride());
    }
    Int depth = block.batch().places().stride(shape.right().get().address(), shape.axes().depth());
    return List.of(first.plus(depths.from().times(depth)), depth);
  }

  private List<Int> outPlace(Block block, Strip strip, Shape.Strided at) {
    Int row = block.batch().places().stride(at.address(), shape.axes().rows());
    return List.of(block.batch().out().plus(block.columns().from()).plus(strip.row().times(row)), row);
  }

  /** Calls a method of this kernel for one batch. */
  private void call(String name, Block block, Int... more) {
    List<Int> values = new ArrayList<>(block.batch().indices());
    values.addAll(List.of(more));
    kernel.call(name, values.toArray(Int[]::new));
  }
}
