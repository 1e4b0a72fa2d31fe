package adjoint.compiler.reference;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Value;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Evaluates graphs in double precision. */
public final class Interpreter {

  private final Arguments arguments;
  private final boolean bounded;
  private final Map<Value, Tensor> values = new HashMap<>();
  private final Map<Value, Tensor> magnitudes = new HashMap<>();
  private final Cells cells;
  private final long[] indices;

  private Interpreter(Graph graph, Arguments arguments, boolean bounded) {
    this.arguments = arguments;
    this.bounded = bounded;
    this.cells = new Cells(arguments, values::get, magnitudes::get);
    this.indices = new long[graph.next()];
  }

  /**
   * The values of a graph.
   *
   * @throws IllegalArgumentException where an input or the size of an open dim is missing, or has another length
   * @throws IndexOutOfBoundsException where a tensor is read out of range
   */
  public static Evaluation evaluate(Graph graph, Arguments arguments) {
    return evaluate(graph, arguments, false);
  }

  /** The values of a graph and their magnitudes. */
  public static Evaluation evaluateWithMagnitudes(Graph graph, Arguments arguments) {
    return evaluate(graph, arguments, true);
  }

  private static Evaluation evaluate(Graph graph, Arguments arguments, boolean bounded) {
    Interpreter interpreter = new Interpreter(graph, arguments, bounded);
    graph.inputs().forEach(i -> interpreter.input(i.value(), i.name()));
    graph.definitions().forEach(interpreter::define);
    return new Evaluation(graph, interpreter.values, interpreter.magnitudes);
  }

  private void input(Value value, String name) {
    Tensor room = Tensor.zeros(value, arguments::dim);
    double[] data = arguments.inputs().get(name);
    if (data == null || data.length != room.data().length) {
      throw new IllegalArgumentException("the input " + name + " takes " + room.data().length + " elements, not "
          + (data == null ? "none" : data.length));
    }
    set(value, new Tensor(room.shape(), data), absolute(new Tensor(room.shape(), data.clone())));
  }

  private static Tensor absolute(Tensor tensor) {
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = Math.abs(tensor.data()[i]);
    }
    return tensor;
  }

  private void set(Value value, Tensor tensor, Tensor magnitude) {
    values.put(value, tensor);
    magnitudes.put(value, magnitude);
  }

  private void define(Definition definition) {
    switch (definition.operation()) {
      case Operation.Comprehension c -> comprehension(c, definition.result());
      case Operation.ArgReduce a -> argReduce(a, definition.result());
      case Operation.Scatter s -> scatter(s, definition.result());
      case Operation.Order o -> order(o, definition.result());
      case Operation.Scan s -> scan(s, definition.results());
    }
  }

  private void comprehension(Operation.Comprehension c, Value result) {
    values.put(result, reduce(c, result, cells.value(c.body())));
    if (bounded) {
      magnitudes.put(result, reduce(c, result, cells.magnitude(c.body())));
    }
  }

  private Tensor reduce(Operation.Comprehension c, Value result, Cells.Cell body) {
    Tensor tensor = Tensor.zeros(result, arguments::dim);
    int[] next = {0};
    forEach(c.out(), () -> {
      double[] reduced = {neutral(c.reduction())};
      forEach(c.over(), () -> reduced[0] = reduce(c.reduction(), reduced[0], body.at(indices)));
      tensor.data()[next[0]++] = reduced[0];
    });
    return tensor;
  }

  private static double neutral(Operation.Reduction reduction) {
    return switch (reduction) {
      case SUM, ANY -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
      case ALL -> 1;
    };
  }

  private static double reduce(Operation.Reduction reduction, double a, double b) {
    return switch (reduction) {
      case SUM -> a + b;
      case MAX, ANY -> Math.max(a, b);
      case MIN, ALL -> Math.min(a, b);
    };
  }

  private void argReduce(Operation.ArgReduce a, Value result) {
    Tensor tensor = Tensor.zeros(result, arguments::dim);
    Cells.Cell body = cells.value(a.body());
    int[] next = {0};
    forEach(a.out(), () -> tensor.data()[next[0]++] = argument(a, body));
    set(result, tensor, Tensor.zeros(result, arguments::dim));
  }

  private double argument(Operation.ArgReduce a, Cells.Cell body) {
    double[] best = {Double.NaN, -1};
    forEach(a.over(), () -> {
      double candidate = body.at(indices);
      boolean better = best[1] < 0 || (!Double.isNaN(best[0])
          && (Double.isNaN(candidate) || (a.largest() ? candidate > best[0] : candidate < best[0])));
      if (better) {
        best[0] = candidate;
        best[1] = indices[a.along().id()];
      }
    });
    return best[1];
  }

  private void scatter(Operation.Scatter s, Value result) {
    values.put(result, accumulate(s, result, s.reduction(), neutral(s.reduction()), cells.value(s.body())));
    if (bounded) { // the error of an extreme is at most the largest
      Operation.Reduction of = s.reduction() == Operation.Reduction.SUM ? s.reduction() : Operation.Reduction.MAX;
      magnitudes.put(result, accumulate(s, result, of, 0, cells.magnitude(s.body())));
    }
  }

  private Tensor accumulate(Operation.Scatter s, Value result, Operation.Reduction reduction, double start,
      Cells.Cell body) {
    Tensor tensor = Tensor.zeros(result, arguments::dim);
    Arrays.fill(tensor.data(), start);
    Cells.Place offset = cells.offset(result, tensor, s.at());
    forEach(s.over(), () -> {
      int place = (int) offset.at(indices);
      tensor.data()[place] = reduce(reduction, tensor.data()[place], body.at(indices));
    });
    return tensor;
  }

  private void order(Operation.Order o, Value result) {
    double[] keys = values.get(o.keys()).data();
    int count = Math.toIntExact(o.along().size().evaluate(arguments::dim));
    Tensor tensor = Tensor.zeros(result, arguments::dim);
    for (int row = 0; row < keys.length; row += count) {
      int first = row;
      Comparator<Integer> ascending = (a, b) -> compare(keys[first + a], keys[first + b]);
      List<Integer> sorted =
          IntStream.range(0, count).boxed().sorted(o.descending() ? ascending.reversed() : ascending).toList();
      for (int i = 0; i < count; i++) {
        tensor.data()[row + i] = sorted.get(i);
      }
    }
    set(result, tensor, Tensor.zeros(result, arguments::dim));
  }

  /** NaN is the largest; the zeros are equal. */
  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }

  private void scan(Operation.Scan s, List<Value> results) {
    int steps = Math.toIntExact(s.step().size().evaluate(arguments::dim));
    s.carries().forEach(c -> copy(c.initial(), c.entry()));
    List<Value> stacks = results.subList(s.carries().size(), results.size());
    stacks.forEach(v -> set(v, Tensor.zeros(v, arguments::dim), Tensor.zeros(v, arguments::dim)));
    for (int i = 0; i < steps; i++) {
      int step = s.reverse() ? steps - 1 - i : i;
      indices[s.step().id()] = step;
      s.body().forEach(this::define);
      for (int k = 0; k < stacks.size(); k++) {
        stack(s.yields().get(k), stacks.get(k), step);
      }
      List<Tensor> next = s.carries().stream().map(c -> values.get(c.next())).toList();
      List<Tensor> errors = s.carries().stream().map(c -> magnitudes.getOrDefault(c.next(), next.getFirst())).toList();
      for (int k = 0; k < next.size(); k++) {
        set(s.carries().get(k).entry(), next.get(k), errors.get(k));
      }
    }
    for (int k = 0; k < s.carries().size(); k++) {
      copy(s.carries().get(k).entry(), results.get(k));
    }
  }

  private void copy(Value from, Value to) {
    set(to, values.get(from), magnitudes.getOrDefault(from, values.get(from)));
  }

  private void stack(Value yield, Value stack, int step) {
    int length = values.get(yield).data().length;
    System.arraycopy(values.get(yield).data(), 0, values.get(stack).data(), step * length, length);
    if (bounded) {
      System.arraycopy(magnitudes.get(yield).data(), 0, magnitudes.get(stack).data(), step * length, length);
    }
  }

  /** Runs an action for every setting of some index variables, the last one fastest. */
  private void forEach(List<Index> over, Runnable action) {
    if (over.isEmpty()) {
      action.run();
      return;
    }
    Index first = over.getFirst();
    long size = first.size().evaluate(arguments::dim);
    for (long i = 0; i < size; i++) {
      indices[first.id()] = i;
      forEach(over.subList(1, over.size()), action);
    }
  }
}
