package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cuts an evaluation in two: what goes example by example, and what reduces over all examples of a split. So a metric
 * ranges over the whole split while the model runs batch by batch, and only what crosses the cut is kept. What is drawn for an
 * example is drawn anew in each batch.
 */
public final class RowSplit {

  /** The two halves; the outputs of `rows`, their first axis the batch, are the inputs of `reduce`. */
  record Halves(Graph rows, Graph reduce) {}

  private final Graph graph;
  private final Size batch;
  private final GraphBuilder builder;
  private final RowDependence rows;
  private final List<Definition> definitions;

  /**
   * @param next a number above all those in the graph
   */
  RowSplit(Graph graph, String batch, int next) {
    this.graph = graph;
    this.batch = Size.open(batch);
    this.builder = new GraphBuilder(next);
    this.rows = new RowDependence(batch, graph.inputs(), RowDependence.Draws.OF_EXAMPLES);
    this.definitions = graph.definitions().stream().flatMap(d -> narrowed(d).stream()).toList();
    definitions.forEach(rows::classify);
  }

  static Halves split(Graph graph, String batch, int next) {
    return new RowSplit(graph, batch, next).halves();
  }

  /** Whether a value is the same number over all examples and as the mean over batches. */
  boolean isMean(Value value) {
    return new BatchMeans(rows, definitions).isMean(value);
  }

  /** Whether a value has numbers for pairs of examples, or for more of them at a time. */
  boolean ofPairs(Value value) {
    return value.axes().stream().filter(a -> rows.mentionsBatch(a.size())).count() > 1;
  }

  /** Whether all goes example by example: every input has examples, and each output's are made of the same ones' data. */
  public static boolean isRowwise(Graph graph, String batch) {
    RowDependence rows = new RowDependence(batch, graph.inputs(), RowDependence.Draws.OF_A_CALL);
    graph.definitions().forEach(rows::classify);
    boolean stacked = graph.inputs().stream().filter(i -> i.role() == Input.Role.DATA)
        .allMatch(i -> rows.isRowwise(i.value()));
    return stacked && graph.outputs().stream().allMatch(o -> rows.isRowwise(o.value()));
  }

  Halves halves() {
    Map<Value, Value> cut = new LinkedHashMap<>();
    for (Definition definition : definitions) {
      if (rows.isMixed(definition)) {
        definition.operation().operands().stream().filter(rows::isRowwise).forEach(v -> cut.put(v, v));
      }
    }
    graph.outputs().stream().map(Output::value).filter(rows::isRowwise).forEach(v -> cut.put(v, v));
    return new Halves(rows(cut), reduce(cut));
  }

  /** A sum over examples and more is first a sum over the rest, example by example: less crosses the cut. */
  private List<Definition> narrowed(Definition definition) {
    if (!(definition.operation() instanceof Comprehension c) || c.reduction() != Reduction.SUM || c.over().size() < 2) {
      return List.of(definition);
    }
    List<Index> along = c.over().stream().filter(i -> rows.mentionsBatch(i.size())).toList();
    boolean wide = along.size() == 1 && along.getFirst().size().equals(batch)
        && c.out().stream().noneMatch(i -> rows.mentionsBatch(i.size()));
    if (!wide) {
      return List.of(definition);
    }
    Index row = along.getFirst();
    Index own = builder.index(row.name(), batch);
    List<Index> out = new ArrayList<>(List.of(own));
    out.addAll(c.out());
    List<Index> inner = c.over().stream().filter(i -> !i.equals(row)).toList();
    Comprehension partial =
        new Comprehension(out, inner, Reduction.SUM, c.body().substitute(Map.of(row, Subscript.of(own))));
    Operation.ResultType type = partial.results().getFirst();
    Value sums = builder.value(definition.result().name(), type.element(), type.axes());
    List<Index> total = c.out().stream().map(i -> builder.index(i.axis())).toList();
    List<Subscript> at = new ArrayList<>(List.of(Subscript.of(row)));
    at.addAll(Subscript.of(total));
    return List.of(new Definition(List.of(sums), partial, definition.origin()),
        new Definition(definition.results(), new Comprehension(total, List.of(row), Reduction.SUM,
            new Scalar.Read(sums, at)), definition.origin()));
  }

  /** The first half: everything example by example, each crossing value with its batch first. */
  private Graph rows(Map<Value, Value> cut) {
    List<Definition> all = new ArrayList<>(definitions.stream()
        .filter(d -> !rows.isMixed(d)).toList());
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
  private Graph reduce(Map<Value, Value> cut) {
    List<Input> inputs = new ArrayList<>(graph.inputs().stream().filter(i -> !rows.isRowwise(i.value())).toList());
    List<Definition> all = new ArrayList<>();
    Map<Value, Value> inside = new HashMap<>();
    int number = 0;
    for (Map.Entry<Value, Value> crossing : cut.entrySet()) {
      Value first = crossing.getValue();
      Value input = builder.value(first.name(), first.element(), first.axes());
      inputs.add(new Input(input, Input.Role.DATA, "row" + number++));
      inside.put(crossing.getKey(), batchAxis(crossing.getKey()) == 0 ? input : back(crossing.getKey(), input, all));
    }
    definitions.stream().filter(d -> d.results().stream().noneMatch(rows::isRowwise))
        .forEach(d -> all.add(d.reading(v -> inside.getOrDefault(v, v))));
    List<Output> outputs = graph.outputs().stream()
        .map(o -> new Output(o.name(), o.stored(), inside.getOrDefault(o.value(), o.value()))).toList();
    Set<Value> needed = Definition.reached(all, outputs.stream().map(Output::value).collect(Collectors.toSet()));
    return new Graph("reduce", List.copyOf(inputs),
        all.stream().filter(d -> d.results().stream().anyMatch(needed::contains)).toList(), outputs);
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
