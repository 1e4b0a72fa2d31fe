package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.plan.Step;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The right operand of a convolution: a read whose places overlap, moved by the depth (the taps of a kernel) along the
 * columns. It isn't copied out for each tap; tiles read it where it lies, at distances from a table. Where it has a margin
 * outside of its tensor, a block with that margin is written once for each batch; where columns go along an axis by a
 * stride, the block has the positions of each remainder by it side by side, so that columns are neighbours there.
 *
 * @param read what tiles read, without guards
 * @param guard that was around it
 * @param ranges what the subscript of each axis covers, seen from one batch
 */
record Window(Scalar.Read read, GuardedOperand guard, List<Range> ranges) {

  /** The most floats of a block. */
  private static final long MOST = 256 * 1024;
  /** The most distances in a table. */
  private static final long MOST_DEPTH = 32 * 1024;
  /** The most places that tiles cross for one setting of the outermost column. */
  static final int MOST_WIDTH = 640;
  /** The most that places which are no columns may add to the work. */
  static final double WASTE = 1.5;
  private static final NormalForm NORMAL = new NormalForm(Map.of());
  /** Numbers of the block's indices: far from those of graphs. */
  private static final int BLOCK_INDICES = 1 << 30;

  /**
   * A subscript from its least value on, which may change with the batch.
   *
   * @param stride of the columns along its axis
   */
  record Range(Subscript least, long extent, long stride) {

    /** How many positions have the same remainder by the stride, at most. */
    long turns() {
      return Math.ceilDiv(extent, stride);
    }
  }

  /** The right operand as a window; empty where it isn't one or where its sizes are open. */
  static Optional<Window> of(Step.Contraction contraction) {
    GuardedOperand guard = GuardedOperand.of(contraction.right());
    Set<Index> moving = new LinkedHashSet<>(contraction.depth());
    moving.addAll(contraction.columns());
    boolean constant = moving.stream().allMatch(i -> i.size().isConstant());
    boolean few = constant && ContractionScratch.product(contraction.depth()).constant() <= MOST_DEPTH;
    if (!few || contraction.columns().isEmpty() || !(guard.body() instanceof Scalar.Read read)
        || read.tensor().element() != Element.REAL) {
      return Optional.empty();
    }
    List<Range> ranges = new ArrayList<>();
    for (Subscript at : read.at()) {
      Optional<Range> range = range(at, moving, contraction.columns());
      if (range.isEmpty()) {
        return Optional.empty();
      }
      ranges.add(range.get());
    }
    Window window = new Window(read, guard, List.copyOf(ranges));
    boolean block = !window.needsBlock() || window.blockSize() <= MOST && window.block().isPresent();
    return block ? Optional.of(window) : Optional.empty();
  }

  private static Optional<Range> range(Subscript at, Set<Index> moving, List<Index> columns) {
    Subscript least = Subscript.of(at.offset());
    long extent = 1;
    long stride = 1;
    boolean rising = true;
    for (Subscript.Term term : at.terms()) {
      if (!(term.atom() instanceof Index index) || !term.coefficient().isConstant()) {
        return Optional.empty();
      }
      if (!moving.contains(index)) {
        least = least.plus(Subscript.of((Subscript.Atom) index).times(term.coefficient()));
        continue;
      }
      long reach = term.coefficient().constant() * (index.size().constant() - 1);
      extent += Math.abs(reach);
      least = least.plus(Size.of(Math.min(reach, 0)));
      rising &= reach >= 0;
      stride = columns.contains(index) ? Math.max(stride, term.coefficient().constant()) : stride;
    }
    return Optional.of(new Range(least, extent, rising ? Math.min(stride, extent) : 1));
  }

  private boolean needsBlock() {
    return !guard.least().isEmpty() || ranges.stream().anyMatch(r -> r.stride() > 1);
  }

  /** The floats of a block; 0 where none is needed. */
  long blockSize() {
    return needsBlock() ? blockIndices().stream().mapToLong(i -> i.size().constant()).reduce(1, (a, b) -> a * b) : 0;
  }

  /** One index for the remainders along each axis, then one for each axis. */
  List<Index> blockIndices() {
    List<Index> indices = new ArrayList<>();
    ranges.forEach(r -> indices.add(index(indices.size(), r.stride())));
    ranges.forEach(r -> indices.add(index(indices.size(), r.turns())));
    return indices;
  }

  private static Index index(int number, long size) {
    return new Index(BLOCK_INDICES + number, "block" + number, Size.of(size));
  }

  /** What a block holds, in terms of its indices; empty where a guard is not about the position along one axis. */
  Optional<Scalar> block() {
    List<Subscript> at = new ArrayList<>();
    List<Subscript> least = new ArrayList<>();
    List<Index> indices = blockIndices();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      Subscript place = Subscript.of((Subscript.Atom) indices.get(ranges.size() + i)).times(Size.of(range.stride()))
          .plus(range.stride() > 1 ? Subscript.of((Subscript.Atom) indices.get(i)) : Subscript.ZERO);
      at.add(range.least().plus(place));
      if (range.turns() * range.stride() > range.extent()) {
        least.add(Subscript.of(range.extent() - 1).minus(place));
      }
    }
    for (Subscript condition : guard.least()) {
      Optional<Subscript> moved = moved(condition, at);
      if (moved.isEmpty()) {
        return Optional.empty();
      }
      least.add(moved.get());
    }
    return Optional.of(new GuardedOperand(least, new Scalar.Read(read.tensor(), at), guard.outside()).scalar());
  }

  private Optional<Subscript> moved(Subscript condition, List<Subscript> at) {
    for (int i = 0; i < at.size(); i++) {
      Subscript above = condition.minus(read.at().get(i));
      if (above.isConstant()) {
        return Optional.of(at.get(i).plus(above));
      }
      Subscript below = condition.plus(read.at().get(i));
      if (below.isConstant()) {
        return Optional.of(below.minus(at.get(i)));
      }
    }
    return Optional.empty();
  }

  /** Where in its block an element lies that the contraction reads. */
  Subscript blockAddress() {
    Subscript address = Subscript.ZERO;
    for (int i = 0; i < ranges.size(); i++) {
      Size stride = Size.of(ranges.get(i).stride());
      address = address.times(stride).plus(place(i).modulo(stride));
    }
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      address = address.times(Size.of(range.turns())).plus(place(i).floorDiv(Size.of(range.stride())));
    }
    return NORMAL.of(address);
  }

  private Subscript place(int axis) {
    return read.at().get(axis).minus(ranges.get(axis).least());
  }

  /**
   * How the columns lie in an address.
   *
   * @param step from one setting of the outermost index to the next
   * @param inner the places that all other indices span
   * @param settings how many settings those have
   */
  record Columns(int count, int step, int inner, int settings) {

    /** The places that some settings of the outermost index span. */
    Expression width(Expression rows) {
      return rows.minus(Expression.ONE).times(step).plus(inner);
    }

    /** How many settings of the outermost index make a block. */
    int block() {
      return Math.max(1, (MOST_WIDTH - inner) / step + 1);
    }
  }

  /** Empty where columns are not contiguous, or where too much lies between them. */
  static Optional<Columns> columns(Subscript address, List<Index> columns) {
    long span = 1;
    long settings = 1;
    for (Index index : columns.reversed()) {
      Size step = address.coefficient(index);
      boolean first = index.equals(columns.getLast());
      if (!step.isConstant() || !index.size().isConstant() || (first ? !step.is(1) : step.constant() < span)) {
        return Optional.empty();
      }
      if (index.equals(columns.getFirst())) {
        long all = span + step.constant() * (index.size().constant() - 1);
        return span <= MOST_WIDTH && all <= WASTE * settings * index.size().constant()
            ? Optional.of(new Columns((int) index.size().constant(), (int) step.constant(), (int) span, (int) settings))
            : Optional.empty();
      }
      span += step.constant() * (index.size().constant() - 1);
      settings *= index.size().constant();
    }
    return Optional.empty();
  }
}
