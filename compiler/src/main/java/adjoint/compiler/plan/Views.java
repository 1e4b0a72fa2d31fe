package adjoint.compiler.plan;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads of neighbouring axes as of one, where that takes the divisions out of the subscripts: `x[p // 28, p % 28]` is
 * element p of the same memory.
 */
final class Views {

  /** Which axes of a value are one: for each remaining axis, how many it is made of. */
  private record Shape(Value value, List<Integer> groups) {}

  private final GraphBuilder fresh;
  private final Map<Value, Placement> placements;
  private final Map<Shape, Value> known = new HashMap<>();

  private Views(GraphBuilder fresh, Map<Value, Placement> placements) {
    this.fresh = fresh;
    this.placements = placements;
  }

  /** Steps with reads of merged axes; adds the placements of what they read. */
  static List<Step> merge(List<Step> steps, GraphBuilder fresh, Map<Value, Placement> placements) {
    Views views = new Views(fresh, placements);
    UnaryOperator<Scalar> body = views::merged;
    return steps.stream().map(step -> Steps.map(step, s -> new Store(s.value(), s.at(), body.apply(s.body()), s.kept()),
        body, UnaryOperator.identity())).toList();
  }

  private Scalar merged(Scalar scalar) {
    if (scalar instanceof Scalar.Read r && placements.containsKey(r.tensor())) {
      Optional<Merge> merge = merge(r);
      return merge.isEmpty() ? r : new Scalar.Read(view(new Shape(r.tensor(), merge.get().groups())), merge.get().at());
    }
    return scalar.mapChildren(this::merged);
  }

  private Value view(Shape shape) {
    return known.computeIfAbsent(shape, s -> {
      Placement whole = placements.get(s.value());
      List<Axis> axes = new ArrayList<>();
      List<Size> strides = new ArrayList<>();
      int from = 0;
      for (int count : s.groups()) {
        List<Axis> parts = s.value().axes().subList(from, from + count);
        axes.add(new Axis(parts.getFirst().name(), parts.stream().map(Axis::size).reduce(Size.ONE, Size::times)));
        strides.add(whole.strides().get(from + count - 1));
        from += count;
      }
      Value view = fresh.value(s.value().name(), s.value().element(), List.copyOf(axes));
      placements.put(view, new Placement(whole.space(), whole.element(), whole.offset(), List.copyOf(strides)));
      return view;
    });
  }

  /** Whether a read is at affine places, or would be with neighbouring axes as one. */
  static boolean isAffine(Scalar.Read read) {
    return merge(read).map(Merge::at).orElse(read.at()).stream().allMatch(Subscript::isAffine);
  }

  private record Merge(List<Integer> groups, List<Subscript> at) {}

  /** The read with axes merged from the last one on, wherever the axis before takes a division out; empty if none. */
  private static Optional<Merge> merge(Scalar.Read read) {
    List<Subscript> at = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    Size width = Size.ONE;
    for (int axis = read.at().size() - 1; axis >= 0; axis--) {
      Subscript own = read.at().get(axis);
      Size size = read.tensor().axes().get(axis).size();
      Optional<Subscript> joined = at.isEmpty()
          ? Optional.empty()
          : joined(own.times(width).plus(at.getFirst()), own, at.getFirst());
      if (joined.isPresent()) {
        at.set(0, joined.get());
        groups.set(0, groups.getFirst() + 1);
        width = width.times(size);
      } else {
        at.addFirst(own);
        groups.addFirst(1);
        width = size;
      }
    }
    return at.size() == read.at().size()
        ? Optional.empty()
        : Optional.of(new Merge(List.copyOf(groups), List.copyOf(at)));
  }

  private static Optional<Subscript> joined(Subscript sum, Subscript outer, Subscript inner) {
    boolean divides = !outer.isAffine() && !inner.isAffine();
    Subscript simple = divides ? NormalForm.joined(sum) : sum;
    return divides && simple.terms().size() < sum.terms().size() ? Optional.of(simple) : Optional.empty();
  }
}
