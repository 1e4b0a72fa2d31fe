package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Appends definitions to a graph that is being made; the only place that numbers values and indices. */
public final class GraphBuilder {

  private final List<Input> inputs = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  /** The levels around that of {@link #definitions}, the nearest first. */
  private final Deque<List<Definition>> enclosing = new ArrayDeque<>();
  private List<Definition> definitions = new ArrayList<>();
  private int next;

  public GraphBuilder() {
    this(0);
  }

  /** Numbers from `next` on, for passes that keep the values of an existing graph. */
  public GraphBuilder(int next) {
    this.next = next;
  }

  /** Goes on with a graph: its inputs, definitions and outputs, and numbers above all of its own. */
  public static GraphBuilder of(Graph graph) {
    GraphBuilder builder = new GraphBuilder(graph.next());
    builder.inputs.addAll(graph.inputs());
    builder.definitions.addAll(graph.definitions());
    builder.outputs.addAll(graph.outputs());
    return builder;
  }

  public Index index(String name, Size size) {
    return new Index(next++, name, size);
  }

  public Index index(Axis axis) {
    return index(axis.name(), axis.size());
  }

  /** A fresh index for each axis, in order. */
  public List<Index> indices(List<Axis> axes) {
    return axes.stream().map(this::index).toList();
  }

  /** A fresh index for each of these, put down beside it. */
  public List<Index> fresh(List<Index> indices, Map<Index, Subscript> places) {
    List<Index> fresh = indices.stream().map(i -> index(i.axis())).toList();
    for (int i = 0; i < fresh.size(); i++) {
      places.put(indices.get(i), Subscript.of(fresh.get(i)));
    }
    return fresh;
  }

  /** A value that nothing defines yet: a carry's entry, or one whose definition the caller appends. */
  public Value value(String name, Element element, List<Axis> axes) {
    return new Value(next++, name, element, List.copyOf(axes));
  }

  public Value input(Input.Role role, String name, Element element, List<Axis> axes) {
    Value value = value(name, element, axes);
    inputs.add(new Input(value, role, name));
    return value;
  }

  public void output(String name, boolean stored, Value value) {
    outputs.add(new Output(name, stored, value));
  }

  /** Appends a definition and returns its results. */
  public List<Value> addAll(List<String> names, Operation operation, Origin origin) {
    List<Value> results = new ArrayList<>();
    List<Operation.ResultType> types = operation.results();
    for (int i = 0; i < types.size(); i++) {
      results.add(value(names.get(i), types.get(i).element(), types.get(i).axes()));
    }
    definitions.add(new Definition(List.copyOf(results), operation, origin));
    return results;
  }

  /** Appends a definition with one result and returns it. */
  public Value add(String name, Operation operation, Origin origin) {
    return addAll(List.of(name), operation, origin).getFirst();
  }

  /** The sum of x² over indices, a scalar. */
  public Value sumOfSquares(List<Index> over, Scalar x) {
    return add("squares", new Operation.Comprehension(List.of(), over, Operation.Reduction.SUM,
        Scalar.apply(ScalarFunction.MUL, x, x)), Origin.NONE);
  }

  public void add(Definition definition) {
    definitions.add(definition);
  }

  /** Puts a definition in the place of an earlier one of this level: one with further results. */
  public void replace(Definition earlier, Definition definition) {
    definitions.set(definitions.indexOf(earlier), definition);
  }

  /** A fresh read of a whole tensor at given places. */
  public static Scalar read(Value tensor, List<Index> at) {
    return new Scalar.Read(tensor, Subscript.of(at));
  }

  /** Runs what appends a scan's body and returns those definitions instead of appending them here. */
  public List<Definition> nested(Runnable body) {
    return nested(() -> {
      body.run();
      return true;
    }).definitions();
  }

  /**
   * A scan's body.
   *
   * @param result what the one who made it has to say of it
   */
  public record Nested<T>(T result, List<Definition> definitions) {}

  /** Makes a scan's body apart from the definitions here. */
  public <T> Nested<T> nested(Supplier<T> body) {
    List<Definition> outer = definitions;
    enclosing.push(outer);
    definitions = new ArrayList<>();
    try {
      T result = body.get();
      return new Nested<>(result, List.copyOf(definitions));
    } finally {
      enclosing.pop();
      definitions = outer;
    }
  }

  /** Appends to an enclosing level what is the same in every step of the scans between: so many levels out. */
  public <T> T outside(int levels, Supplier<T> make) {
    if (levels == 0) {
      return make.get();
    }
    List<Definition> inner = definitions;
    definitions = enclosing.pop();
    try {
      return outside(levels - 1, make);
    } finally {
      enclosing.push(definitions);
      definitions = inner;
    }
  }

  /** The definitions appended so far at this level. */
  public List<Definition> definitions() {
    return List.copyOf(definitions);
  }

  public List<Input> inputs() {
    return List.copyOf(inputs);
  }

  /** A number above all those in use. */
  public int next() {
    return next;
  }

  public Graph build(String name) {
    return new Graph(name, inputs(), definitions(), List.copyOf(outputs));
  }
}
