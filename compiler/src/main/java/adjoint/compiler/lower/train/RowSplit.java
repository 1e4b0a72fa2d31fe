package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts an evaluation in two: what goes example by example, and what reduces over all examples of a split. So a metric
 * ranges over the whole split while the model runs batch by batch, and only what crosses the cut is kept.
 */
public final class RowSplit {

  /** The two halves; the outputs of `rows`, their first axis the batch, are the inputs of `reduce`. */
  record Halves(Graph rows, Graph reduce) {}

  private final Graph graph;
  private final Size batch;
  private final GraphBuilder builder;
  private final Set<Value> rowwise = new LinkedHashSet<>();
  private final Set<Value> mixed = new LinkedHashSet<>();

  private RowSplit(Graph graph, String batch, int next) {
    this.graph = graph;
    this.batch = Size.open(batch);
    this.builder = new GraphBuilder(next);
  }

  /**
   * @param next a number above all those in the graph
   */
  static Halves split(Graph graph, String batch, int next) {
    return new RowSplit(graph, batch, next).halves();
  }

  /** Whether each output goes example by example: its examples are made of the same example's data alone. */
  public static boolean isRowwise(Graph graph, String batch, int next) {
    RowSplit split = new RowSplit(graph, batch, next);
    split.classified();
    return split.mixed.isEmpty() && graph.outputs().stream().allMatch(o -> split.rowwise.contains(o.value()));
  }

  private List<Definition> classified() {
    for (Input input : graph.inputs()) {
      if (input.role() == Input.Role.DATA) {
        rowwise.add(input.value());
      }
    }
    List<Definition> definitions = graph.definitions().stream().flatMap(d -> narrowed(d).stream()).toList();
    definitions.forEach(this::classify);
    return definitions;
  }

  private Halves halves() {
    List<Definition> definitions = classified();
    Map<Value, Value> cut = new LinkedHashMap<>();
    for (Definition definition : definitions) {
      if (definition.results().stream().anyMatch(mixed::contains)) {
        definition.operation().operands().stream().filter(rowwise::contains).forEach(v -> cut.put(v, v));
      }
    }
    graph.outputs().stream().map(Output::value).filter(rowwise::contains).forEach(v -> cut.put(v, v));
    return new Halves(rows(definitions, cut), reduce(definitions, cut));
  }

  /** A sum over examples and more is first a sum over the rest, example by example: less crosses the cut. */
  private List<Definition> narrowed(Definition definition) {
    if (!(definition.operation() instanceof Comprehension c) || c.reduction() != Reduction.SUM || c.over().size() < 2) {
      return List.of(definition);
    }
    Optional<Index> row = c.over().stream().filter(i -> i.size().equals(batch)).findFirst();
    boolean wide = row.isPresent() && c.out().stream().noneMatch(i -> i.size().equals(batch));
    if (!wide) {
      return List.of(definition);
    }
    Index own = builder.index(row.get().name(), batch);
    List<Index> out = new ArrayList<>(List.of(own));
    out.addAll(c.out());
    List<Index> inner = c.over().stream().filter(i -> !i.equals(row.get())).toList();
    Comprehension partial =
        new Comprehension(out, inner, Reduction.SUM, c.body().substitute(Map.of(row.get(), Subscript.of(own))));
    Operation.ResultType type = partial.results().getFirst();
    Value sums = builder.value(definition.result().name(), type.element(), type.axes());
    List<Index> total = c.out().stream().map(i -> builder.index(i.axis())).toList();
    List<Subscript> at = new ArrayList<>(List.of(Subscript.of(row.get())));
    at.addAll(Subscript.of(total));
    return List.of(new Definition(List.of(sums), partial, definition.origin()),
        new Definition(definition.results(), new Comprehension(total, List.of(row.get()), Reduction.SUM,
            new Scalar.Read(sums, at)), definition.origin()));
  }

  private void classify(Definition definition) {
    boolean depends =
        definition.operation().operands().stream().anyMatch(v -> rowwise.contains(v) || mixed.contains(v));
    boolean mentionsBatch =
        definition.results().stream().anyMatch(v -> v.axes().stream().anyMatch(a -> !a.size().openDims().isEmpty()));
    if (!depends && !mentionsBatch) {
      return;
    }
    boolean rows =
        definition.operation().operands().stream().noneMatch(mixed::contains) && isRowwise(definition.operation());
    (rows ? rowwise : mixed).addAll(definition.results());
  }

  private boolean isRowwise(Operation operation) {
    return switch (operation) {
      case Comprehension c -> row(c.out()).map(i -> follows(c.body(), i)).orElse(false);
      case ArgReduce a -> row(a.out()).map(i -> follows(a.body(), i)).orElse(false);
      case Scatter s -> false;
      case Scan s -> isRowwise(s);
    };
  }

  private Optional<Index> row(List<Index> out) {
    return out.stream().filter(i -> i.size().equals(batch)).findFirst();
  }

  private boolean isRowwise(Scan scan) {
    Set<Value> inside = new LinkedHashSet<>();
    scan.carries().stream().map(Operation.Carry::entry).filter(this::hasBatch).forEach(inside::add);
    rowwise.addAll(inside);
    boolean all = scan.carries().stream().allMatch(c -> hasBatch(c.entry()));
    for (Definition definition : scan.body()) {
      boolean depends = definition.operation().operands().stream().anyMatch(rowwise::contains);
      if (depends && !isRowwise(definition.operation())) {
        all = false;
      } else if (depends) {
        rowwise.addAll(definition.results());
      }
    }
    return all && scan.yields().stream().allMatch(this::hasBatch);
  }

  private boolean hasBatch(Value value) {
    return value.axes().stream().anyMatch(a -> a.size().equals(batch));
  }

  /** Whether every example is made of the same example's data alone. */
  private boolean follows(Scalar body, Index row) {
    boolean own = switch (body) {
      case Scalar.Read r -> !rowwise.contains(r.tensor()) || atRow(r.tensor(), r.at(), row);
      case Scalar.At a -> !a.position().indices().contains(row);
      case Scalar.SizeOf s -> !s.size().openDims().contains(batch.toString());
      case Scalar.Draw d -> false;
      case Scalar.Constant _,Scalar.Apply _,Scalar.Select _ -> true;
    };
    boolean lookups = body.subscripts().stream().allMatch(s -> lookups(s, row));
    return own && lookups && body.children().stream().allMatch(c -> follows(c, row));
  }

  private boolean lookups(Subscript subscript, Index row) {
    return subscript.lookups().allMatch(l -> !rowwise.contains(l.table()) || atRow(l.table(), l.at(), row));
  }

  private boolean atRow(Value tensor, List<Subscript> at, Index row) {
    for (int i = 0; i < at.size(); i++) {
      if (tensor.axes().get(i).size().equals(batch)) {
        return at.get(i).asIndex().filter(row::equals).isPresent();
      }
    }
    return false;
  }

  /** The first half: everything example by example, each crossing value with its batch first. */
  private Graph rows(List<Definition> definitions, Map<Value, Value> cut) {
    List<Definition> all = new ArrayList<>(definitions.stream()
        .filter(d -> d.results().stream().noneMatch(mixed::contains)).toList());
    List<Output> outputs = new ArrayList<>();
    for (Map.Entry<Value, Value> crossing : cut.entrySet()) {
      Value first = batchFirst(crossing.getKey(), all);
      crossing.setValue(first);
      outputs.add(new Output("row" + outputs.size(), false, first));
    }
    return new Graph("rows", graph.inputs(), List.copyOf(all), List.copyOf(outputs));
  }

  private Value batchFirst(Value value, List<Definition> definitions) {
    int at = batchAxis(value);
    if (at == 0 && definitions.stream().anyMatch(d -> d.results().contains(value))) {
      return value;
    }
    List<Index> out = new ArrayList<>(value.axes().stream().map(builder::index).toList());
    List<Subscript> read = Subscript.of(List.copyOf(out));
    out.addFirst(out.remove(at));
    Comprehension moved = Comprehension.map(out, new Scalar.Read(value, read));
    Operation.ResultType type = moved.results().getFirst();
    Value first = builder.value(value.name(), type.element(), type.axes());
    definitions.add(new Definition(List.of(first), moved, Origin.NONE));
    return first;
  }

  private int batchAxis(Value value) {
    for (int i = 0; i < value.axes().size(); i++) {
      if (value.axes().get(i).size().equals(batch)) {
        return i;
      }
    }
    throw new IllegalStateException("a value that goes example by example without a batch axis: " + value.name());
  }

  /** The second half: what crosses the cut comes in as data, everything that isn't example by example follows. */
  private Graph reduce(List<Definition> definitions, Map<Value, Value> cut) {
    List<Input> inputs = new ArrayList<>(graph.inputs().stream().filter(i -> i.role() != Input.Role.DATA).toList());
    List<Definition> all = new ArrayList<>();
    Map<Value, Value> inside = new HashMap<>();
    int number = 0;
    for (Map.Entry<Value, Value> crossing : cut.entrySet()) {
      Value first = crossing.getValue();
      Value input = builder.value(first.name(), first.element(), first.axes());
      inputs.add(new Input(input, Input.Role.DATA, "row" + number++));
      inside.put(crossing.getKey(), batchAxis(crossing.getKey()) == 0 ? input : back(crossing.getKey(), input, all));
    }
    definitions.stream().filter(d -> d.results().stream().noneMatch(rowwise::contains))
        .forEach(d -> all.add(d.reading(v -> inside.getOrDefault(v, v))));
    List<Output> outputs = graph.outputs().stream()
        .map(o -> new Output(o.name(), o.stored(), inside.getOrDefault(o.value(), o.value()))).toList();
    return new Graph("reduce", List.copyOf(inputs), List.copyOf(all), outputs);
  }

  private Value back(Value original, Value first, List<Definition> definitions) {
    List<Index> out = original.axes().stream().map(builder::index).toList();
    List<Index> at = new ArrayList<>(out);
    at.addFirst(at.remove(batchAxis(original)));
    Value value = builder.value(original.name(), original.element(), original.axes());
    definitions.add(
        new Definition(List.of(value), Comprehension.map(out, new Scalar.Read(first, Subscript.of(at))), Origin.NONE));
    return value;
  }
}
