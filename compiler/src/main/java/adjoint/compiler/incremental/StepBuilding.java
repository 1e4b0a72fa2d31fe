package adjoint.compiler.incremental;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Carry;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the definitions of a step: each value that has rows as the row of the position. */
final class StepBuilding {

  private final GraphBuilder graph;
  private final Rows rows;
  private final Value place;
  private final Map<Value, Value> now = new HashMap<>();
  /** The rows so far, with the position's own. */
  private final Map<Value, Value> history = new HashMap<>();
  private final List<Input> memories = new ArrayList<>();
  /** The steps of the scans around, the outermost first. */
  private final List<Index> steps = new ArrayList<>();
  /** What is kept of each level: the innermost first. */
  private final Deque<List<Output>> kept = new ArrayDeque<>();

  StepBuilding(int next, Rows rows, Value place) {
    this.graph = new GraphBuilder(next);
    this.rows = rows;
    this.place = place;
    kept.push(new ArrayList<>());
  }

  /** The input of one token. */
  Value token(Value feed) {
    Value token = graph.value(feed.name(), feed.element(), without(feed.axes(), feed.axes().size() - 1));
    now.put(feed, token);
    remember(feed, Origin.NONE);
    return token;
  }

  List<Input> memories() {
    return List.copyOf(memories);
  }

  List<Output> kept() {
    return List.copyOf(kept.element());
  }

  /** A value in the step. */
  Value now(Value value) {
    return now.getOrDefault(value, value);
  }

  List<Definition> block(List<Definition> definitions) {
    definitions.forEach(this::add);
    return graph.definitions();
  }

  private void add(Definition definition) {
    switch (definition.operation()) {
      case Operation.Nestable nest -> nest(definition, nest, Optional.ofNullable(rows.row.get(definition)));
      case Scan scan when rows.recurrences.contains(definition) -> recurrence(definition, scan);
      case Scan scan -> scan(definition, scan);
      case Operation.Scatter _,Operation.Order _ -> graph.add(definition);
    }
  }

  private void nest(Definition definition, Operation.Nestable nest, Optional<Index> row) {
    Value result = definition.result();
    List<Index> out = new ArrayList<>(nest.out());
    row.ifPresent(out::remove);
    Scalar body = new Reading(row).of(nest.body());
    Operation operation = switch (nest) {
      case Comprehension c -> new Comprehension(List.copyOf(out), c.over(), c.reduction(), body);
      case ArgReduce a -> new ArgReduce(a.largest(), List.copyOf(out), a.along(), body);
    };
    Value made = graph.value(result.name(), result.element(), out.stream().map(Index::axis).toList());
    graph.add(new Definition(List.of(made), operation, definition.origin()));
    now.put(result, made);
    remember(result, definition.origin());
  }

  // Memories

  /** The rows so far of a value, where they are read: those of the memory, and the position's own. */
  private void remember(Value value, Origin origin) {
    if (rows.remembered.contains(value)) {
      int axis = rows.axis.get(value);
      List<Index> at = graph.indices(value.axes());
      Scalar own = Scalar.apply(ScalarFunction.EQ, new Scalar.At(Subscript.of(at.get(axis))), new Scalar.At(here()));
      Scalar read = new Scalar.Read(now(value), Subscript.of(without(at, axis)));
      String name = name();
      Value all = graph.add(value.name(),
          Comprehension.map(at, new Scalar.Select(own, read, old(name, value, value.axes(), at))), origin);
      history.put(value, all);
      kept.element().add(new Output(name, false, all));
    }
  }

  private String name() {
    return StepForm.MEMORY + memories.size();
  }

  /** What a memory holds; within scans there is one for each of their steps. */
  private Scalar old(String name, Value value, List<Axis> axes, List<Index> at) {
    List<Axis> all = new ArrayList<>(steps.stream().map(Index::axis).toList());
    all.addAll(axes);
    Value memory = graph.value(name, value.element(), all);
    memories.add(new Input(memory, Input.Role.DATA, name));
    List<Index> whole = new ArrayList<>(steps);
    whole.addAll(at);
    return new Scalar.Read(memory, Subscript.of(whole));
  }

  private Subscript here() {
    return Subscript.of(new Subscript.Lookup(place, List.of()));
  }

  // Scans

  /** One step of it: what is carried comes from a memory, but at the first position. */
  private void recurrence(Definition definition, Scan scan) {
    List<String> names = new ArrayList<>();
    for (Carry carry : scan.carries()) {
      List<Index> at = graph.indices(carry.entry().axes());
      Scalar first = Scalar.apply(ScalarFunction.EQ, new Scalar.At(here()), Scalar.ZERO);
      names.add(name());
      Scalar initial = new Scalar.Read(now(carry.initial()), Subscript.of(at));
      now.put(carry.entry(), graph.add(carry.entry().name(), Comprehension.map(at, new Scalar.Select(first, initial,
          old(names.getLast(), carry.entry(), carry.entry().axes(), at))), definition.origin()));
    }
    scan.body().forEach(inner -> {
      if (inner.operation() instanceof Operation.Nestable nest) {
        nest(inner, nest, Optional.of(scan.step()));
      } else {
        throw NotCausal.at(definition, "has a scan in each of its steps");
      }
    });
    for (int i = 0; i < names.size(); i++) {
      kept.element().add(new Output(names.get(i), false, now(scan.carries().get(i).next())));
    }
    List<Value> yielded = definition.results().subList(names.size(), definition.results().size());
    for (int i = 0; i < yielded.size(); i++) {
      now.put(yielded.get(i), now(scan.yields().get(i)));
      remember(yielded.get(i), definition.origin());
    }
  }

  private void scan(Definition definition, Scan scan) {
    for (Carry carry : scan.carries()) {
      now.put(carry.entry(), row(carry.entry()));
    }
    steps.add(scan.step());
    kept.push(new ArrayList<>());
    List<Definition> body = graph.nested(() -> {
      scan.carries().forEach(carry -> remember(carry.entry(), definition.origin()));
      scan.body().forEach(this::add);
    });
    List<Output> inside = kept.pop();
    steps.removeLast();
    List<Value> yields = new ArrayList<>(scan.yields().stream().map(this::now).toList());
    inside.forEach(memory -> yields.add(memory.value()));
    List<Carry> carries = scan.carries().stream()
        .map(c -> new Carry(now(c.entry()), now(c.initial()), now(c.next()))).toList();
    List<String> names = new ArrayList<>(definition.results().stream().map(Value::name).toList());
    inside.forEach(memory -> names.add(memory.name()));
    List<Value> results =
        graph.addAll(names, new Scan(scan.step(), scan.reverse(), carries, body, yields), definition.origin());
    for (int i = 0; i < definition.results().size(); i++) {
      now.put(definition.results().get(i), results.get(i));
      remember(definition.results().get(i), definition.origin());
    }
    for (int i = 0; i < inside.size(); i++) {
      kept.element().add(new Output(inside.get(i).name(), false, results.get(definition.results().size() + i)));
    }
  }

  /** A carry's entry as the position's row. */
  private Value row(Value value) {
    return rows.isTimed(value)
        ? graph.value(value.name(), value.element(), without(value.axes(), rows.axis.get(value)))
        : value;
  }

  private static <T> List<T> without(List<T> items, int place) {
    return IntStream.range(0, items.size()).filter(i -> i != place).mapToObj(items::get).toList();
  }

  /** What an expression reads, in a step. */
  private final class Reading {

    private final Optional<Index> row;

    private Reading(Optional<Index> row) {
      this.row = row;
    }

    Scalar of(Scalar scalar) {
      return scalar instanceof Scalar.Read read
          ? read(read)
          : scalar.mapSubscripts(this::of).mapChildren(this::of);
    }

    private Scalar read(Scalar.Read read) {
      return new Scalar.Read(tensor(read.tensor(), read.at()), places(read.tensor(), read.at()));
    }

    private boolean isOwn(Value tensor, List<Subscript> at) {
      Subscript there = at.get(rows.axis.get(tensor));
      return StepForm.isAt(place, there) || (row.isPresent() && there.asIndex().equals(row));
    }

    private Value tensor(Value tensor, List<Subscript> at) {
      return !rows.isTimed(tensor) || isOwn(tensor, at) ? now(tensor) : history.get(tensor);
    }

    private List<Subscript> places(Value tensor, List<Subscript> at) {
      List<Subscript> places = at.stream().map(this::of).toList();
      return rows.isTimed(tensor) && isOwn(tensor, at) ? without(places, rows.axis.get(tensor)) : places;
    }

    Subscript of(Subscript subscript) {
      Subscript sum = Subscript.of(subscript.offset());
      for (Subscript.Term term : subscript.terms()) {
        sum = sum.plus(atom(term.atom()).times(term.coefficient()));
      }
      return sum;
    }

    private Subscript atom(Subscript.Atom atom) {
      return switch (atom) {
        case Index i when row.equals(Optional.of(i)) -> here();
        case Index i -> Subscript.of(i);
        case Subscript.Quotient q -> of(q.of()).floorDiv(q.by());
        case Subscript.Remainder r -> of(r.of()).modulo(r.by());
        case Subscript.Lookup l ->
          Subscript.of(new Subscript.Lookup(tensor(l.table(), l.at()), places(l.table(), l.at())));
      };
    }
  }
}
