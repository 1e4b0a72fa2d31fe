package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What defines one or several values. Nearly everything is a {@link Comprehension}. */
public sealed interface Operation {

  /**
   * `y[out] = reduction over `over` of body`: for each setting of the out indices, the body reduced over the others.
   * Elementwise operations, broadcasts, transposes, slices, reductions, matrix products, convolutions, embeddings, masks
   * and draws are all this. A body without `over` isn't reduced; then the reduction is SUM.
   */
  record Comprehension(List<Index> out, List<Index> over, Reduction reduction, Scalar body) implements Operation {

    public static Comprehension map(List<Index> out, Scalar body) {
      return new Comprehension(out, List.of(), Reduction.SUM, body);
    }
  }

  /** The position of the largest (or smallest) body along one index; the first among equals; NaN wins. An INT. */
  record ArgReduce(boolean largest, List<Index> out, Index over, Scalar body) implements Operation {}

  /**
   * `y[at(over)] += body(over)`, from zero, in the order of the source positions (last index fastest): accumulation at
   * looked-up places. `out` only gives the axes of the result; it does not occur in `at` or in the body.
   */
  record Scatter(List<Index> out, List<Index> over, List<Subscript> at, Scalar body) implements Operation {}

  /**
   * A recurrence: for each step (downwards if reverse) the body's definitions are evaluated with the carries' entries
   * bound, and each carry goes on with its next value. Values from outside and the step index are in scope in the body.
   * Results: the carries' last values in order, then the yields, each stacked along a new first axis (the step).
   */
  record Scan(Index step, boolean reverse, List<Carry> carries, List<Definition> body,
      List<Value> yields) implements Operation {

    /** What the carries start from and go on with, and what is yielded. */
    public List<Value> operandsOfCarries() {
      List<Value> values = new ArrayList<>();
      carries.forEach(c -> values.add(c.initial()));
      carries.forEach(c -> values.add(c.next()));
      values.addAll(yields);
      return List.copyOf(values);
    }

    private Set<Value> free() {
      Set<Value> bound = new LinkedHashSet<>();
      Set<Value> free = new LinkedHashSet<>();
      carries.forEach(c -> bound.add(c.entry()));
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

    private List<ResultType> resultTypes() {
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
  record Carry(Value entry, Value initial, Value next) {}

  enum Reduction {
    SUM, MAX, MIN, ANY, ALL
  }

  /** The values from outside that it reads, each once, in the order of the text. */
  default Set<Value> operands() {
    return switch (this) {
      case Comprehension c -> c.body().reads();
      case ArgReduce a -> a.body().reads();
      case Scatter s -> {
        Set<Value> all = new LinkedHashSet<>();
        s.at().forEach(p -> all.addAll(p.tables()));
        all.addAll(s.body().reads());
        yield all;
      }
      case Scan s -> s.free();
    };
  }

  /** The types of its results, in order. */
  default List<ResultType> results() {
    return switch (this) {
      case Comprehension c -> List.of(new ResultType(element(c), axes(c.out())));
      case ArgReduce a -> List.of(new ResultType(Element.INT, axes(a.out())));
      case Scatter s -> List.of(new ResultType(Element.REAL, axes(s.out())));
      case Scan s -> s.resultTypes();
    };
  }

  record ResultType(Element element, List<Axis> axes) {}

  private static Element element(Comprehension c) {
    boolean predicate = c.reduction() == Reduction.ANY || c.reduction() == Reduction.ALL;
    return predicate
        ? Element.BOOL
        : !c.over().isEmpty() && c.reduction() == Reduction.SUM
            ? Element.REAL
            : c.body().element();
  }

  private static List<Axis> axes(List<Index> indices) {
    return indices.stream().map(Index::axis).toList();
  }
}
