package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.contraction.Blocking.Columns;
import adjoint.compiler.emit.contraction.Blocking.Depths;
import adjoint.compiler.emit.contraction.Blocking.Rows;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.plan.Band;
import adjoint.compiler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of the depth and of the columns counts for a strip of rows, where an operand is a triangle or nobody looks at some sums:
 * begins and ends that go with the row. Strips begin at multiples of {@link #ROWS}, however rows are shared, so that whoever
 * computes an element leaves out the same.
 */
record Cut(Shape shape) {

  /** The rows of a strip: so few that little is computed which doesn't count, so many that tiles repay what it costs. */
  static final int ROWS = 16;

  /** A range of a larger one: how much before it doesn't count, and how much does. */
  record Range(Expression skip, Expression count) {}

  /** Whether anything can be left out. */
  boolean isAny() {
    return shape.moved().isEmpty()
        && !(bands(shape.axes().depth()).isEmpty() && bands(shape.axes().columns()).isEmpty());
  }

  /** Whether a contraction in this arrangement has fewer products to add up. */
  static boolean isIn(Step.Contraction c) {
    return c.rows().size() == 1 && c.within().stream().anyMatch(b -> b.mentions(c.rows().getFirst())
        && Stream.concat(c.depth().stream(), c.columns().stream()).anyMatch(b::mentions));
  }

  /** The edges between rows and these indices, of both of which there is one. */
  private List<Band> bands(List<Index> of) {
    List<Index> rows = shape.axes().rows();
    List<Band> bands = new ArrayList<>();
    for (Band band : shape.contraction().within()) {
      boolean unmerged = Stream.of(band.plus(), band.minus())
          .allMatch(i -> shape.axes().place(Subscript.of((Subscript.Atom) i)).asIndex().filter(i::equals)
              .filter(j -> j.size().equals(i.size())).isPresent());
      if (unmerged && rows.size() == 1 && of.size() == 1 && isSame(band, rows.getFirst(), of.getFirst())) {
        bands.add(band);
      }
    }
    return bands;
  }

  private static boolean isSame(Band band, Index row, Index other) {
    return band.mentions(row) && band.mentions(other);
  }

  Depths depths(ProcedureBuilder body, Places places, Rows rows, Depths block) {
    if (bands(shape.axes().depth()).isEmpty()) {
      return block;
    }
    Range range = range(body, places, bands(shape.axes().depth()), rows, block.from(), block.count(), 1);
    return new Depths(block.from(), block.count(), range.skip(), range.count());
  }

  /** In whole tiles. */
  Range columns(ProcedureBuilder body, Places places, Rows rows, Columns block, Expression width) {
    return bands(shape.axes().columns()).isEmpty()
        ? new Range(Expression.ZERO, width)
        : range(body, places, bands(shape.axes().columns()), rows, block.from(), width,
            ContractionScratch.TILE_COLUMNS);
  }

  private Range range(ProcedureBuilder body, Places places, List<Band> bands, Rows rows, Expression from,
      Expression count, int unit) {
    Expression first = Expression.ZERO;
    Expression end = count;
    for (Band band : bands) {
      Expression offset = places.of(band.offset());
      if (band.plus().equals(shape.axes().rows().getFirst())) {
        Expression last = rows.from().plus(rows.count()).plus(offset).minus(from).max(Expression.ZERO);
        end = end.min(unit == 1 ? last : last.roundedUp(Expression.of(unit)));
      } else {
        Expression least = rows.from().minus(offset).minus(from).max(Expression.ZERO);
        first = first.is(0) ? least : first.max(least);
      }
    }
    Expression skip = first.is(0)
        ? first
        : body.let("skip", (unit == 1 ? first : first.roundedDown(Expression.of(unit))).min(count));
    return new Range(skip, body.let("taken", end.minus(skip).max(Expression.ZERO)));
  }
}
