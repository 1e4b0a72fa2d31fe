package adjoint.compiler.emit.contraction;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which operand of a contraction is the left one, and which indices make its rows and columns: whatever is cheapest, since
 * no arrangement changes a bit. A product by a transposed matrix, a convolution by its input and one by its weight each
 * want another.
 */
final class Arrangement {

  /** What an open dim is taken for. */
  private static final long OPEN = 64;
  /** The cost of an element in tenths of a nanosecond: copied in vectors, one by one, and computed and stored alone. */
  private static final double COPIED = 0.3;
  private static final double TRANSPOSED = 3;
  private static final double ALONE = 20;
  /** What beginning another run of neighbours costs. */
  private static final double RUN = 40;
  private static final double PRODUCT = 0.1;
  /** What is left of the products of a triangle. */
  private static final double CUT = 0.6;
  /** Columns are computed in vectors of so many. */
  private static final double LANES = 16;
  /** Fewer rows don't have sums enough to keep the units for products busy. */
  private static final double TALL = 4;

  private final Step.Contraction contraction;
  private final double rows;
  private final double columns;
  private final double depth;
  private final double batch;

  private Arrangement(Step.Contraction contraction) {
    this.contraction = contraction;
    this.rows = count(contraction.rows());
    this.columns = count(contraction.columns());
    this.depth = count(contraction.depth());
    this.batch = count(contraction.batch());
  }

  /** The same contraction in the cheapest arrangement; itself where none is cheaper. */
  static Step.Contraction cheapest(Step.Contraction contraction) {
    return Stream.of(contraction, swapped(contraction))
        .flatMap(c -> Stream.of(c, withColumnAsBatch(c), withRowAsBatch(c)))
        .min(Comparator.comparingDouble(c -> new Arrangement(c).cost())).orElseThrow();
  }

  private static Step.Contraction swapped(Step.Contraction c) {
    return c.withOperands(c.right(), c.left()).withIndices(c.batch(), c.columns(), c.rows());
  }

  /** With the outermost of several column indices, such as that of the images of a batch, outside of all. */
  private static Step.Contraction withColumnAsBatch(Step.Contraction c) {
    return c.columns().size() < 2
        ? c
        : c.withIndices(joined(c.batch(), c.columns()), c.rows(), rest(c.columns()));
  }

  private static Step.Contraction withRowAsBatch(Step.Contraction c) {
    return c.rows().size() < 2
        ? c
        : c.withIndices(joined(c.batch(), c.rows()), rest(c.rows()), c.columns());
  }

  private static List<Index> joined(List<Index> batch, List<Index> indices) {
    List<Index> all = new ArrayList<>(batch);
    all.add(indices.getFirst());
    return List.copyOf(all);
  }

  private static List<Index> rest(List<Index> indices) {
    return indices.subList(1, indices.size());
  }

  private double cost() {
    double filled = Math.ceil(columns / LANES) * LANES / columns;
    double tall = Math.max(1, TALL / rows);
    return batch * (left() + right() + stores() + rows * columns * depth * PRODUCT * filled * tall
        * (Cut.isIn(contraction) ? CUT : 1));
  }

  private double right() {
    if (isPlain(contraction.right(), contraction.columns())
        && isContiguous(contraction.right(), contraction.columns())) {
      return 0;
    }
    boolean window = contraction.depth().size() > 1 && windowIsDense();
    return window
        ? depth * columns * COPIED / 2
        : packing(contraction.right(), contraction.columns(), contraction.depth(), depth * columns);
  }

  /** Whether columns that follow one another are near: those of an image are, the taps of its windows aren't. */
  private boolean windowIsDense() {
    return Window.of(contraction).flatMap(w -> Window.columns(w.blockAddress(), contraction.columns())).isPresent();
  }

  private double left() {
    if (isPlain(contraction.left(), contraction.rows())) {
      return 0;
    }
    if (contraction.left() instanceof Scalar.Read && ContractionScratch.maybeScattered(contraction)) {
      return depth;
    }
    double once = packing(contraction.left(), contraction.depth(), contraction.rows(), rows * depth);
    return ContractionScratch.isWhole(contraction) ? once / batch : once * Math.ceil(columns / Blocks.MOST_COLUMNS);
  }

  /** Of an operand into memory that is contiguous along `inner`. */
  private static double packing(Scalar operand, List<Index> inner, List<Index> outer, double elements) {
    if (isContiguous(operand, inner)) {
      return elements * (COPIED + RUN / weight(inner.getLast()));
    }
    return isContiguous(operand, outer)
        ? elements * (TRANSPOSED + RUN / weight(outer.getLast()))
        : elements * (TRANSPOSED + RUN);
  }

  private double stores() {
    boolean contiguous = contraction.epilogue().stream().filter(Store::kept)
        .allMatch(s -> isLast(s.at(), contraction.columns()));
    return rows * columns * (contiguous ? 2 * COPIED : ALONE);
  }

  /** Whether an operand has one stride for these indices and one for the depth. */
  private boolean isPlain(Scalar operand, List<Index> indices) {
    return operand instanceof Scalar.Read r && isOneAxis(r, indices) && isOneAxis(r, contraction.depth());
  }

  /** Whether indices are those of neighbouring axes, all of each but the first, so that they merge into one. */
  private static boolean isOneAxis(Scalar.Read read, List<Index> indices) {
    if (indices.size() <= 1) {
      return true;
    }
    int first = read.at().indexOf(Subscript.of((Subscript.Atom) indices.getFirst()));
    if (first < 0 || first + indices.size() > read.at().size()) {
      return false;
    }
    return IntStream.range(1, indices.size())
        .allMatch(i -> read.at().get(first + i).equals(Subscript.of((Subscript.Atom) indices.get(i)))
            && read.tensor().axes().get(first + i).size().equals(indices.get(i).size()));
  }

  private static boolean isContiguous(Scalar operand, List<Index> indices) {
    boolean here = operand instanceof Scalar.Read r && isLast(r.at(), indices);
    return here || operand.children().stream().anyMatch(c -> isContiguous(c, indices));
  }

  /** Whether neighbours along the innermost index are neighbours along the last axis. */
  private static boolean isLast(List<Subscript> at, List<Index> indices) {
    return !indices.isEmpty() && !at.isEmpty() && at.getLast().coefficient(indices.getLast()).is(1)
        && at.subList(0, at.size() - 1).stream().allMatch(s -> s.coefficient(indices.getLast()).is(0));
  }

  private static double count(List<Index> indices) {
    return indices.stream().mapToDouble(Arrangement::weight).reduce(1, (a, b) -> a * b);
  }

  private static double weight(Index index) {
    return index.size().evaluate(open -> OPEN);
  }
}
