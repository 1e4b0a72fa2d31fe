package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What defines one or several values. Nearly everything is a {@link Comprehension}.
 *
 * <p>What an operation is made of, it says by itself: the indices that it binds ({@link #out}, {@link #over}), its
 * expressions ({@link #scalars}, {@link #places}), the definitions inside ({@link #inner}); {@link #map} gives the same
 * operation with other parts. So a pass names an operation only where the mathematics of that one differs.
 */
public sealed interface Operation {

  /**
   * An operation of which each element is made by itself, from the indices of its place: what becomes a loop nest.
   * Its only expression is the body.
   */
  sealed interface Nestable extends Operation {

    Scalar body();

    @Override
    default List<Scalar> scalars() {
      return List.of(body());
    }
  }

  /**
   * `y[out] = reduction over `over` of body`: for each setting of the out indices, the body reduced over the others.
   * Elementwise operations, broadcasts, transposes, slices, reductions, matrix products, convolutions, embeddings, masks
   * and draws are all this. A body without `over` isn't reduced; then the reduction is SUM.
   */
  record Comprehension(List<Index> out, List<Index> over, Reduction reduction, Scalar body) implements Nestable {

    public static Comprehension map(List<Index> out, Scalar body) {
      return new Comprehension(out, List.of(), Reduction.SUM, body);
    }

    /** With another body. */
    public Comprehension with(Scalar body) {
      return new Comprehension(out, over, reduction, body);
    }

    /** Whether nothing is reduced: an element for each setting of the out indices. */
    public boolean isMap() {
      return over.isEmpty();
    }

    /** The body of the element at a place of the result. */
    public Scalar bodyAt(List<Subscript> at) {
      Map<Index, Subscript> places = new LinkedHashMap<>();
      for (int i = 0; i < out.size(); i++) {
        places.put(out.get(i), at.get(i));
      }
      return body.substitute(places);
    }

    @Override
    public Operation map(Rewrite rewrite) {
      return new Comprehension(rewrite.bound(out), rewrite.bound(over), reduction, rewrite.scalar().apply(body));
    }

    private Element element() {
      boolean predicate = reduction == Reduction.ANY || reduction == Reduction.ALL;
      return predicate
          ? Element.BOOL
          : !over.isEmpty() && reduction == Reduction.SUM ? Element.REAL : body.element();
    }
  }

  /** The position of the largest (or smallest) body along one index; the first among equals; NaN wins. An INT. */
  record ArgReduce(boolean largest, List<Index> out, Index along, Scalar body) implements Nestable {

    @Override
    public List<Index> over() {
      return List.of(along);
    }

    @Override
    public Operation map(Rewrite rewrite) {
      return new ArgReduce(largest, rewrite.bound(out), rewrite.index().apply(along), rewrite.scalar().apply(body));
    }
  }

  /**
   * `y[at(over)] += body(over)`, from zero, in the order of the source positions (last index fastest): accumulation at
   * looked-up places; or their largest or smallest, from minus or plus infinity. `out` only gives the axes of the result;
   * it does not occur in `at` or in the body.
   *
   * @param reduction SUM, MAX or MIN
   */
  record Scatter(List<Index> out, List<Index> over, Reduction reduction, List<Subscript> at,
      Scalar body) implements Operation {

    /** A sum. */
    public Scatter(List<Index> out, List<Index> over, List<Subscript> at, Scalar body) {
      this(out, over, Reduction.SUM, at, body);
    }

    @Override
    public List<Scalar> scalars() {
      return List.of(body);
    }

    @Override
    public List<Subscript> places() {
      return at;
    }

    @Override
    public List<Index> domain() {
      return over;
    }

    @Override
    public Operation map(Rewrite rewrite) {
      return new Scatter(rewrite.bound(out), rewrite.bound(over), reduction,
          at.stream().map(rewrite.place()).toList(), rewrite.scalar().apply(body));
    }
  }

  /**
   * `y[.., k]`: the position along the last axis of the k-th of the keys, from the smallest on (or from the largest); NaN
   * counts as the largest, and equal ones stay in their order. INTs.
   *
   * @param keys REALs or INTs, with an axis at least
   */
  record Order(Value keys, boolean descending) implements Operation {

    /** The axis along which it goes. */
    public Axis along() {
      return keys.axes().getLast();
    }

    @Override
    public List<Index> out() {
      return List.of();
    }

    @Override
    public List<Index> over() {
      return List.of();
    }

    @Override
    public List<Scalar> scalars() {
      return List.of();
    }

    @Override
    public List<Value> handed() {
      return List.of(keys);
    }

    @Override
    public Set<Value> operands() {
      return Set.of(keys);
    }

    @Override
    public Operation map(Rewrite rewrite) {
      return new Order(rewrite.read().apply(keys), descending);
    }
  }

  /**
   * A recurrence: for each step (downwards if reverse) the body's definitions are evaluated with the carries' entries
   * bound, and each carry goes on with its next value. Values from outside and the step index are in scope in the body.
   * Results: the carries' last values in order, then the yields, each stacked along a new first axis (the step).
   */
  record Scan(Index step, boolean reverse, List<Carry> carries, List<Definition> body,
      List<Value> yields) implements Operation {

    @Override
    public List<Index> out() {
      return List.of();
    }

    @Override
    public List<Index> over() {
      return List.of(step);
    }

    @Override
    public List<Scalar> scalars() {
      return List.of();
    }

    @Override
    public List<Definition> inner() {
      return body;
    }

    @Override
    public List<Value> handed() {
      List<Value> values = new ArrayList<>();
      carries.forEach(c -> values.add(c.initial()));
      carries.forEach(c -> values.add(c.next()));
      values.addAll(yields);
      return List.copyOf(values);
    }

    @Override
    public List<Value> entries() {
      return carries.stream().map(Carry::entry).toList();
    }

    /** With another body. */
    public Scan with(List<Definition> body) {
      return new Scan(step, reverse, carries, body, yields);
    }

    @Override
    public Operation map(Rewrite rewrite) {
      return new Scan(rewrite.index().apply(step), reverse, carries.stream().map(c -> c.map(rewrite)).toList(),
          rewrite.inner().apply(body), yields.stream().map(rewrite.read()).toList());
    }

    @Override
    public Set<Value> operands() {
      Set<Value> bound = new LinkedHashSet<>(entries());
      Set<Value> free = new LinkedHashSet<>();
      carries.forEach(c -> free.add(c.initial()));
      for (Definition definition : body) {
        free.addAll(definition.operation().operands());
        bound.addAll(definition.results());
      }
      carries.forEach(c -> free.add(c.next()));
      free.addAll(yields);
      free.removeAll(bound);
      return free;
    }

    private List<ResultType> types() {
      List<ResultType> types = new ArrayList<>();
      carries.forEach(c -> types.add(new ResultType(c.entry().element(), c.entry().axes())));
      for (Value yield : yields) {
        List<Axis> axes = new ArrayList<>(List.of(step.axis()));
        axes.addAll(yield.axes());
        types.add(new ResultType(yield.element(), List.copyOf(axes)));
      }
      return types;
    }
  }

  /** `entry` is bound at the start of a step, to `initial` and from then on to the last step's `next`. */
  record Carry(Value entry, Value initial, Value next) {

    private Carry map(Rewrite rewrite) {
      return new Carry(rewrite.define().apply(entry), rewrite.read().apply(initial), rewrite.read().apply(next));
    }
  }

  enum Reduction {
    SUM, MAX, MIN, ANY, ALL
  }

  record ResultType(Element element, List<Axis> axes) {}

  /** The indices of its result's axes; none where it makes its results as a whole. */
  List<Index> out();

  /** The other indices that it binds: those it reduces over, those that positions are made of, the step. */
  List<Index> over();

  /** The expressions that it evaluates itself, not those of the definitions inside. */
  List<Scalar> scalars();

  /** Whether it draws at random, also within. */
  default boolean draws() {
    return scalars().stream().flatMap(Scalar::nodes).anyMatch(node -> node instanceof Scalar.Draw)
        || inner().stream().anyMatch(definition -> definition.operation().draws());
  }

  /** Where it puts what it evaluates, if that isn't the place of its out indices. */
  default List<Subscript> places() {
    return List.of();
  }

  /** The definitions inside, evaluated once a step. */
  default List<Definition> inner() {
    return List.of();
  }

  /** The values that it hands on or takes as a whole, in the order of the text: starts and ends of carries, yields, keys. */
  default List<Value> handed() {
    return List.of();
  }

  /** The values that it binds for the definitions inside. */
  default List<Value> entries() {
    return List.of();
  }

  /** The same with other parts. */
  Operation map(Rewrite rewrite);

  /** All indices that it binds itself: {@link #out}, then {@link #over}. */
  default List<Index> bound() {
    return Stream.concat(out().stream(), over().stream()).toList();
  }

  /** The indices for each setting of which its expressions are evaluated. */
  default List<Index> domain() {
    return bound();
  }

  /** The index variables that come from outside: the steps of the scans that it stands in. */
  default Set<Index> free() {
    Set<Index> all = new LinkedHashSet<>();
    places().forEach(p -> all.addAll(p.indices()));
    scalars().forEach(s -> all.addAll(s.indices()));
    inner().forEach(d -> all.addAll(d.operation().free()));
    bound().forEach(all::remove);
    return all;
  }

  /** Every index variable in its expressions, bound by itself or not. */
  default Set<Index> indices() {
    Set<Index> all = new LinkedHashSet<>();
    places().forEach(p -> all.addAll(p.indices()));
    scalars().forEach(s -> all.addAll(s.indices()));
    inner().forEach(d -> all.addAll(d.operation().indices()));
    return all;
  }

  /** The values from outside that it reads, each once, in the order of the text. */
  default Set<Value> operands() {
    Set<Value> all = new LinkedHashSet<>();
    places().forEach(p -> all.addAll(p.tables()));
    scalars().forEach(s -> all.addAll(s.reads()));
    return all;
  }

  /** The types of its results, in order. */
  default List<ResultType> results() {
    return switch (this) {
      case Comprehension c -> List.of(new ResultType(c.element(), axes(c.out())));
      case ArgReduce a -> List.of(new ResultType(Element.INT, axes(a.out())));
      case Scatter s -> List.of(new ResultType(Element.REAL, axes(s.out())));
      case Order o -> List.of(new ResultType(Element.INT, o.keys().axes()));
      case Scan s -> s.types();
    };
  }

  private static List<Axis> axes(List<Index> indices) {
    return indices.stream().map(Index::axis).toList();
  }
}
