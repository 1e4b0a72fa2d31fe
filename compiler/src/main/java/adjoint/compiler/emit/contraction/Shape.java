package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Space;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A contraction and how its kernel goes about it.
 *
 * @param left where the left operand lies, if it is read in place: with one stride of rows and one of depth
 * @param right where the right operand lies, if it can be read in place: with contiguous columns and one stride of depth
 * @param transposed where the right operand lies, if not: with contiguous depth and one stride of columns
 * @param scattered where the left operand lies, if its rows and depth are read at distances from tables
 * @param moved how the right operand is read where it is a window
 * @param out where sums go at once, if nothing else is to be done with them
 */
record Shape(Step.Contraction contraction, Context context, Axes axes, Optional<Strided> left, Optional<Strided> right,
    Optional<Strided> transposed, Optional<Strided> scattered, Optional<Moved> moved, Optional<Strided> out) {

  /** Places of one array, affine in the merged indices. */
  record Strided(Space space, Subscript address) {}

  /**
   * A window's places.
   *
   * @param address in its block or, without one, in its array
   * @param columns how columns lie in it
   */
  record Moved(Window window, Space space, Subscript address, Window.Columns columns) {

    boolean hasBlock() {
      return window.blockSize() > 0;
    }
  }

  static Shape of(Step.Contraction contraction, Context context) {
    Lowering lowering = new Lowering(context.plan(), new Words());
    Optional<Window> window = Window.of(contraction);
    Axes axes = Axes.of(contraction, lowering, window.map(w -> address(w, lowering)).stream().toList());
    boolean flatDepth = axes.depth().size() <= 1;
    Optional<Strided> left = read(contraction.left(), lowering, axes).filter(s -> flatDepth && axes.rows().size() <= 1);
    Optional<Strided> right =
        read(contraction.right(), lowering, axes).filter(s -> flatDepth && isContiguous(s, axes.columns()));
    Optional<Strided> transposed = read(contraction.right(), lowering, axes).filter(s -> right.isEmpty() && flatDepth
        && axes.columns().size() == 1 && isContiguous(s, axes.depth()));
    Optional<Moved> moved =
        window.filter(w -> right.isEmpty()).flatMap(w -> moved(w, axes.place(address(w, lowering)), lowering, axes));
    Optional<Strided> scattered = read(contraction.left(), lowering, axes)
        .filter(s -> left.isEmpty() && moved.isEmpty() && isScattered(contraction, s, axes));
    return new Shape(contraction, context, axes, left, right, transposed, scattered, moved,
        out(contraction, lowering, axes));
  }

  private static boolean isScattered(Step.Contraction contraction, Strided left, Axes axes) {
    return ContractionScratch.maybeScattered(contraction) && Stream.concat(axes.rows().stream(), axes.depth().stream())
        .map(left.address()::coefficient).allMatch(s -> s.isAtLeast(Size.ZERO));
  }

  /**
   * Whether the columns fill vectors of eight lanes, or nobody knows. If they don't, the right operand is copied into a panel
   * and sums leave by the epilogue: both are as wide as whole vectors, and no tile is cut.
   */
  boolean fillsVectors() {
    return fillsVectors(axes);
  }

  private static boolean fillsVectors(Axes axes) {
    Size columns = ContractionScratch.product(axes.columns());
    return !columns.isConstant() || columns.constant() % 8 == 0;
  }

  /** How tiles find the operands. */
  Access access() {
    return moved.isPresent() ? Access.RIGHT_TABLE : scattered.isPresent() ? Access.LEFT_TABLE : Access.STRIDES;
  }

  private static Subscript address(Window window, Lowering lowering) {
    return window.blockSize() > 0 ? window.blockAddress() : lowering.flat(window.read().tensor(), window.read().at());
  }

  private static Optional<Moved> moved(Window window, Subscript address, Lowering lowering, Axes axes) {
    boolean affine = axes.depth().stream().allMatch(i -> address.coefficient(i).isConstant());
    Space space = window.blockSize() > 0 ? new Space.Work() : lowering.placement(window.read().tensor()).space();
    return Window.columns(address, axes.columns()).filter(c -> affine)
        .map(columns -> new Moved(window, space, address, columns));
  }

  /** Turns this contraction's expressions into words, in terms of the merged indices. */
  Lowering lowering() {
    Lowering lowering = new Lowering(context.plan(), new Words());
    axes.places().forEach(lowering::substitute);
    return lowering;
  }

  /** The places, in terms of the merged indices, of all that an operand reads. */
  Set<Subscript> addresses(Scalar operand) {
    Lowering lowering = new Lowering(context.plan(), new Words());
    Set<Subscript> all = new LinkedHashSet<>();
    if (operand instanceof Scalar.Read r) {
      all.add(axes.place(lowering.flat(r.tensor(), r.at())));
    }
    operand.children().forEach(c -> all.addAll(addresses(c)));
    return all;
  }

  private static Optional<Strided> out(Step.Contraction contraction, Lowering lowering, Axes axes) {
    Store store = contraction.epilogue().getFirst();
    boolean plain = contraction.epilogue().size() == 1 && store.kept() && store.body() instanceof Scalar.Read r
        && r.tensor().equals(contraction.accumulator()) && axes.rows().size() <= 1 && fillsVectors(axes);
    return plain
        ? strided(lowering.placement(store.value()), axes.place(lowering.flat(store.value(), store.at())))
            .filter(s -> isContiguous(s, axes.columns()))
        : Optional.empty();
  }

  private static Optional<Strided> read(Scalar operand, Lowering lowering, Axes axes) {
    return operand instanceof Scalar.Read r
        ? strided(lowering.placement(r.tensor()), axes.place(lowering.flat(r.tensor(), r.at())))
        : Optional.empty();
  }

  private static Optional<Strided> strided(Placement placement, Subscript address) {
    return placement.element() == Element.REAL && address.isAffine()
        ? Optional.of(new Strided(placement.space(), address))
        : Optional.empty();
  }

  private static boolean isContiguous(Strided strided, List<Index> columns) {
    return columns.isEmpty() || columns.size() == 1 && strided.address().coefficient(columns.getFirst()).is(1);
  }
}
