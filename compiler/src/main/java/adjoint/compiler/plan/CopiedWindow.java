package adjoint.compiler.plan;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A read of a reduction whose place along the last axis is moved by what is reduced, and how a copy of what it reads lies.
 *
 * @param whole the read with the guard around it
 * @param least what is at least 0 inside of the guard
 * @param outside what stands in its place elsewhere
 * @param ranges how the copy's axes come from the tensor's, one each
 */
record CopiedWindow(Scalar whole, Scalar.Read read, List<Subscript> least, double outside, List<Range> ranges) {

  private static final NormalForm NORMAL = new NormalForm(Map.of());

  /**
   * What a subscript covers.
   *
   * @param stride the places of each remainder by it are side by side
   * @param kept whether the copy has the axis as it is
   */
  private record Range(Subscript least, Size extent, long stride, boolean kept) {

    Size turns() {
      return extent.plus(stride - 1).floorDiv(Size.of(stride));
    }
  }

  /**
   * The window that an expression is; empty where vectors can go along the read as it is, or never.
   *
   * @param strides whether neighbours are to be side by side along the last axis
   */
  static Optional<CopiedWindow> of(Scalar scalar, Set<Index> over, boolean strides) {
    if (scalar instanceof Scalar.Select s && s.then() instanceof Scalar.Read r
        && s.otherwise() instanceof Scalar.Constant c) {
      return Position.atLeastZero(s.condition()).flatMap(least -> of(scalar, r, least, c.value(), over, strides));
    }
    return scalar instanceof Scalar.Read r ? of(scalar, r, List.of(), 0, over, strides) : Optional.empty();
  }

  private static Optional<CopiedWindow> of(Scalar whole, Scalar.Read read, List<Subscript> least, double outside,
      Set<Index> over, boolean strides) {
    if (read.tensor().element() != Element.REAL || read.at().isEmpty() || !isMoved(read.at().getLast(), over)
        || !least.stream().allMatch(condition -> read.at().stream().anyMatch(at -> isAbout(condition, at)))) {
      return Optional.empty();
    }
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < read.at().size(); i++) {
      Subscript at = read.at().get(i);
      boolean last = i == read.at().size() - 1;
      boolean guarded = least.stream().anyMatch(condition -> isAbout(condition, at));
      Size size = read.tensor().axes().get(i).size();
      Optional<Range> range = guarded || last ? range(at, last && strides) : kept(at, size);
      if (range.isEmpty() || last && !guarded && range.get().stride() == 1) {
        return Optional.empty();
      }
      ranges.add(range.get());
    }
    return Optional.of(new CopiedWindow(whole, read, least, outside, List.copyOf(ranges)));
  }

  /** Whether windows go further along what is reduced than they reach, as in the gradient of a convolution by its weight. */
  boolean goesOver(List<Index> over) {
    return read.at().getLast().indices().stream().max(Comparator.comparingLong(i -> i.size().constant()))
        .filter(over::contains).isPresent();
  }

  /** Whether a place is that of one element and of one that is reduced. */
  private static boolean isMoved(Subscript at, Set<Index> over) {
    return at.terms().size() > 1 && at.terms().stream()
        .allMatch(t -> t.atom() instanceof Index i && i.size().isConstant() && t.coefficient().isConstant())
        && at.indices().stream().anyMatch(over::contains);
  }

  private static boolean isAbout(Subscript condition, Subscript at) {
    return !at.isConstant() && (condition.minus(at).isConstant() || condition.plus(at).isConstant());
  }

  /** An axis that no guard is about: that none is needed has to be seen without those of the others. */
  private static Optional<Range> kept(Subscript at, Size size) {
    return Position.inRange(at, size, Map.of()).isEmpty()
        ? Optional.of(new Range(Subscript.ZERO, size, 1, true))
        : Optional.empty();
  }

  private static Optional<Range> range(Subscript at, boolean strided) {
    Size least = at.offset();
    long extent = 1;
    long stride = 1;
    boolean rising = true;
    for (Subscript.Term term : at.terms()) {
      if (!(term.atom() instanceof Index index) || !index.size().isConstant() || !term.coefficient().isConstant()) {
        return Optional.empty();
      }
      long reach = term.coefficient().constant() * (index.size().constant() - 1);
      extent += Math.abs(reach);
      least = least.plus(Math.min(reach, 0));
      rising &= reach >= 0;
      stride = Math.max(stride, term.coefficient().constant());
    }
    return Optional.of(new Range(Subscript.of(least), Size.of(extent), rising && strided ? stride : 1, false));
  }

  /** About how many elements the copy has. */
  long elements() {
    return ranges.stream().mapToLong(r -> ContractionForm.weight(r.turns()) * r.stride()).reduce(1, (a, b) -> a * b);
  }

  /** Those of the copy: two for the last axis where it is in remainders. */
  List<Index> indices(GraphBuilder fresh) {
    List<Index> indices = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      String name = read.tensor().axes().get(i).name();
      Range range = ranges.get(i);
      if (range.stride() > 1) {
        indices.add(fresh.index(name + "'", Size.of(range.stride())));
      }
      indices.add(fresh.index(name, range.turns()));
    }
    return List.copyOf(indices);
  }

  /** What the copy holds: where the guard doesn't hold, or behind what is read, that which stands outside. */
  Scalar body(List<Index> indices) {
    List<Subscript> at = new ArrayList<>();
    Set<Subscript> inside = new LinkedHashSet<>();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      Subscript turn = Subscript.of((Subscript.Atom) indices.get(range.stride() > 1 ? i + 1 : i));
      Subscript place = range.stride() > 1
          ? turn.times(Size.of(range.stride())).plus(Subscript.of((Subscript.Atom) indices.get(i)))
          : turn;
      at.add(place.plus(range.least()));
      least.forEach(condition -> moved(condition, at).ifPresent(inside::add));
      Position.inRange(at.getLast(), read.tensor().axes().get(i).size(), Map.of())
          .forEach(condition -> inside.addAll(Position.atLeastZero(condition).orElseThrow()));
    }
    Scalar value = new Scalar.Read(read.tensor(), List.copyOf(at));
    return inside.stream().map(p -> Scalar.apply(ScalarFunction.GE, new Scalar.At(p), Scalar.ZERO))
        .reduce((a, b) -> Scalar.apply(ScalarFunction.AND, a, b))
        .<Scalar>map(all -> new Scalar.Select(all, value, Scalar.of(outside))).orElse(value);
  }

  /** A condition about the axis whose place in the copy is the last of some, in terms of the copy's indices. */
  private Optional<Subscript> moved(Subscript condition, List<Subscript> to) {
    Subscript at = read.at().get(to.size() - 1);
    if (!isAbout(condition, at)) {
      return Optional.empty();
    }
    Subscript above = condition.minus(at);
    return Optional.of(above.isConstant()
        ? to.getLast().plus(above)
        : condition.plus(at).minus(to.getLast()));
  }

  /** Where the reduction reads the copy. */
  List<Subscript> places() {
    List<Subscript> places = new ArrayList<>();
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      Subscript place = range.kept() ? read.at().get(i) : read.at().get(i).minus(range.least());
      if (range.stride() > 1) {
        places.add(NORMAL.of(place.modulo(Size.of(range.stride()))));
      }
      places.add(NORMAL.of(range.stride() > 1 ? place.floorDiv(Size.of(range.stride())) : place));
    }
    return List.copyOf(places);
  }
}
