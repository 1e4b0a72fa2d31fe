package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A tensor read at index expressions, as operators: what each axis becomes is found one axis after the other. An axis at an
 * index of its own stays, one at a fixed place goes; axes whose places share an index become one first. What is then a
 * stretch is a Slice, what is all elements in order a Reshape, anything else a Gather.
 */
final class Reads {

  private final LoweringScope scope;
  private final PositionNodes positions;

  Reads(LoweringScope scope) {
    this.scope = scope;
    this.positions = new PositionNodes(scope, this);
  }

  PositionNodes positions() {
    return positions;
  }

  /** An axis, or several that have become one. */
  private record Place(List<Subscript> at, List<Size> sizes) {

    Size size() {
      return sizes.stream().reduce(Size.ONE, Size::times);
    }

    Subscript joint() {
      Subscript sum = Subscript.ZERO;
      for (int i = 0; i < at.size(); i++) {
        sum = sum.times(sizes.get(i)).plus(at.get(i));
      }
      return new NormalForm(Map.of()).of(sum);
    }

    boolean isInside() {
      return IntStream.range(0, at.size()).allMatch(i -> Bounds.provablyWithin(at.get(i), sizes.get(i)));
    }
  }

  /** What a tensor has become so far, and the indices of each of its axes. */
  private record Partly(String tensor, List<List<Index>> axes) {}

  Operand read(Value value, List<Subscript> at, List<Index> order, boolean guarded) {
    return read(scope.tensor(value), Elements.of(value.element()), value.sizes(), at,
        order, guarded);
  }

  /**
   * A tensor of these sizes, read.
   *
   * @param guarded whether it may be read out of range, where any element will do
   */
  Operand read(String tensor, ElementType type, List<Size> sizes, List<Subscript> at, List<Index> order,
      boolean guarded) {
    List<List<Integer>> groups = groups(at);
    String turned = scope.transpose(tensor, groups.stream().flatMap(List::stream).toList());
    List<Place> places = groups.stream().map(g -> new Place(g.stream().map(at::get).toList(),
        g.stream().map(sizes::get).toList())).toList();
    String joined = groups.size() == at.size()
        ? turned
        : scope.writer().add("Reshape", turned, scope.sizes().shape(places.stream().map(Place::size).toList()));
    Partly partly = new Partly(joined, List.of());
    for (int axis = places.size() - 1; axis >= 0; axis--) {
      partly = placed(partly, axis, places, order, guarded);
    }
    return ordered(partly, type, order);
  }

  /** Axes whose places share an index are together, where the first of them is. */
  private List<List<Integer>> groups(List<Subscript> at) {
    List<List<Integer>> groups = new ArrayList<>();
    List<Set<Index>> indices = new ArrayList<>();
    for (int axis = 0; axis < at.size(); axis++) {
      Set<Index> own = new HashSet<>(at.get(axis).indices());
      own.removeIf(i -> scope.step(i).isPresent());
      List<Integer> group = new ArrayList<>(List.of(axis));
      int place = groups.size();
      for (int other = groups.size() - 1; other >= 0; other--) {
        if (indices.get(other).stream().anyMatch(own::contains)) {
          group.addAll(0, groups.remove(other));
          own.addAll(indices.remove(other));
          place = other;
        }
      }
      groups.add(place, group.stream().sorted().toList());
      indices.add(place, own);
    }
    return groups;
  }

  private Partly placed(Partly partly, int axis, List<Place> places, List<Index> order, boolean guarded) {
    Place place = places.get(axis);
    Subscript at = place.joint();
    boolean clamp = guarded && !place.isInside();
    List<Index> free = order.stream().filter(i -> at.indices().contains(i) && scope.step(i).isEmpty()).toList();
    if (!clamp && at.equals(Subscript.ZERO) && place.size().is(1)) {
      return with(partly, scope.writer().add("Squeeze", partly.tensor(), scope.writer().vector(axis)));
    }
    if (!clamp && isWhole(at, free, place.size())) {
      return whole(partly, axis, places, free);
    }
    Optional<Partly> slice = clamp || free.size() != 1 ? Optional.empty() : slice(partly, axis, at, free.getFirst());
    return slice.orElseGet(() -> gather(partly, axis, clamp ? clamped(place, order) : positions.of(at, order)));
  }

  private static Partly with(Partly partly, String tensor) {
    return new Partly(tensor, partly.axes());
  }

  private static Partly with(Partly partly, String tensor, List<Index> indices) {
    List<List<Index>> axes = new ArrayList<>(partly.axes());
    axes.addFirst(indices);
    return new Partly(tensor, axes);
  }

  /** Whether each element is read once, in order. */
  private static boolean isWhole(Subscript at, List<Index> free, Size size) {
    Subscript all = Subscript.ZERO;
    Size count = Size.ONE;
    for (Index index : free) {
      all = all.times(index.size()).plus(Subscript.of(index));
      count = count.times(index.size());
    }
    return !free.isEmpty() && count.equals(size) && at.equals(new NormalForm(Map.of()).of(all));
  }

  private Partly whole(Partly partly, int axis, List<Place> places, List<Index> free) {
    if (free.size() == 1) {
      return with(partly, partly.tensor(), free);
    }
    List<Size> shape = new ArrayList<>(places.subList(0, axis).stream().map(Place::size).toList());
    free.forEach(i -> shape.add(i.size()));
    partly.axes().forEach(axes -> axes.forEach(i -> shape.add(i.size())));
    return with(partly, scope.writer().add("Reshape", partly.tensor(), scope.sizes().shape(shape)), free);
  }

  /** A stretch of places, every so many. */
  private Optional<Partly> slice(Partly partly, int axis, Subscript at, Index index) {
    boolean stretch = at.isAffine() && at.indices().size() == 1 && at.coefficient(index).isConstant();
    if (!stretch) {
      return Optional.empty();
    }
    long step = at.coefficient(index).constant();
    Size last = at.offset().plus(index.size().plus(-1).times(step));
    if (step < 0 && !last.isConstant()) {
      return Optional.empty();
    }
    Size end = last.plus(step > 0 ? 1 : -1);
    String stop = end.is(-1) ? scope.writer().vector(Long.MIN_VALUE + 1) : scope.sizes().vector(List.of(end));
    String sliced = scope.writer().add("Slice", partly.tensor(), scope.sizes().vector(List.of(at.offset())), stop,
        scope.writer().vector(axis), scope.writer().vector(step));
    return Optional.of(with(partly, sliced, List.of(index)));
  }

  private Operand clamped(Place place, List<Index> order) {
    Broadcasting nodes = new Broadcasting(scope, order);
    Operand sum = nodes.whole(scope.writer().whole(0));
    for (int i = 0; i < place.at().size(); i++) {
      Size size = place.sizes().get(i);
      Operand inside = positions.clamped(positions.of(place.at().get(i), order), size, order);
      Operand scaled = i == 0
          ? inside
          : nodes.apply("Add", ElementType.INT64,
              nodes.apply("Mul", ElementType.INT64, sum, nodes.whole(scope.sizes().scalar(size))), inside);
      sum = scaled;
    }
    return sum;
  }

  private Partly gather(Partly partly, int axis, Operand at) {
    String gathered = scope.writer().add("Gather", List.of(partly.tensor(), at.name()),
        axis == 0 ? Map.of() : Map.of("axis", NodeAttribute.of(axis)));
    return with(partly, gathered, at.indices());
  }

  private Operand ordered(Partly partly, ElementType type, List<Index> order) {
    List<Index> indices = partly.axes().stream().flatMap(List::stream).toList();
    List<Index> sorted = order.stream().filter(indices::contains).toList();
    return new Operand(scope.transpose(partly.tensor(), sorted.stream().map(indices::indexOf).toList()), type, sorted);
  }
}
