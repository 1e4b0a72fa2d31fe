package adjoint.compiler.plan;

import static adjoint.compiler.graph.ScalarFunction.ADD;
import static adjoint.compiler.graph.ScalarFunction.AND;
import static adjoint.compiler.graph.ScalarFunction.EXP;
import static adjoint.compiler.graph.ScalarFunction.GE;
import static adjoint.compiler.graph.ScalarFunction.GT;
import static adjoint.compiler.graph.ScalarFunction.LT;
import static adjoint.compiler.graph.ScalarFunction.MUL;
import static adjoint.compiler.graph.ScalarFunction.RELU;
import static adjoint.compiler.graph.ScalarFunction.SUB;
import static adjoint.compiler.graph.ScalarFunction.TANH;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.RandomSubscripts;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random well-formed graphs: the same for the same seed. Values stay small, so that single precision can follow. */
public final class RandomGraphs {

  private final Random random;
  private final GraphBuilder builder = new GraphBuilder();
  private final List<Axis> dims = List.of(new Axis("Batch", Size.open("Batch")), new Axis("D", Size.of(5)),
      new Axis("E", Size.of(17)), new Axis("F", Size.of(8)));
  private final List<Value> values = new ArrayList<>();
  private final List<Value> stored = new ArrayList<>();

  private RandomGraphs(long seed) {
    this.random = new Random(seed);
  }

  /** A graph of about so many operations. */
  public static Graph of(long seed, int size) {
    RandomGraphs graphs = new RandomGraphs(seed);
    graphs.inputs();
    for (int i = 0; i < size; i++) {
      graphs.grow();
    }
    return graphs.finish("random" + seed);
  }

  private void inputs() {
    for (int i = 0; i < 3; i++) {
      values.add(builder.input(Input.Role.DATA, "x" + i, Element.REAL, axes(random.nextInt(3) + 1, dims)));
    }
    for (int i = 0; i < 3; i++) {
      Value w = builder.input(Input.Role.PARAMETER, "w" + i, Element.REAL,
          axes(random.nextInt(2) + 1, dims.subList(1, dims.size())));
      values.add(w);
      stored.add(w);
    }
  }

  private List<Axis> axes(int count, List<Axis> from) {
    List<Axis> left = new ArrayList<>(from);
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < count && !left.isEmpty(); i++) {
      axes.add(left.remove(random.nextInt(left.size())));
    }
    return axes;
  }

  private Value any() {
    return values.get(random.nextInt(values.size()));
  }

  private Value recent() {
    return values.get(values.size() - 1 - random.nextInt(Math.min(4, values.size())));
  }

  private void grow() {
    switch (random.nextInt(13)) {
      case 0, 1, 2, 3 -> elementwise();
      case 4, 5 -> reduction();
      case 6 -> product();
      case 7 -> window();
      case 8, 9 -> places();
      case 10 -> order();
      case 11 -> segments();
      default -> scan();
    }
  }

  /** A value in order, from the smallest or largest on: close ones may trade places, which hardly changes what comes out. */
  private void order() {
    Value a = recent();
    if (a.rank() == 0) {
      return;
    }
    Value order = builder.add("o" + builder.next(), new Operation.Order(a, random.nextBoolean()), Origin.NONE);
    List<Index> out = builder.indices(a.axes());
    List<Subscript> at = new ArrayList<>(Subscript.of(out));
    at.set(out.size() - 1, Subscript.of(new Subscript.Lookup(order, Subscript.of(out))));
    add(Comprehension.map(out, new Scalar.Read(a, List.copyOf(at))));
  }

  /** What goes together by where the largest of another axis is. */
  private void segments() {
    Value a = recent();
    if (a.rank() == 0) {
      return;
    }
    Index along = builder.index(dims.get(1));
    Value target = builder.add("t" + builder.next(), target(builder.index(a.axes().getFirst()), along), Origin.NONE);
    List<Index> over = builder.indices(a.axes());
    List<Index> out = new ArrayList<>(List.of(builder.index(dims.get(1))));
    over.subList(1, over.size()).forEach(i -> out.add(builder.index(i.axis())));
    List<Subscript> at = new ArrayList<>(Subscript.of(over));
    at.set(0, Subscript.of(new Subscript.Lookup(target, Subscript.of(over.subList(0, 1)))));
    Reduction reduction = List.of(Reduction.SUM, Reduction.MAX, Reduction.MIN).get(random.nextInt(3));
    Value made = builder.add("g" + builder.next(), new Operation.Scatter(out, over, reduction, List.copyOf(at),
        Scalar.apply(TANH, GraphBuilder.read(a, over))), Origin.NONE);
    List<Index> fresh = builder.indices(made.axes());
    add(Comprehension.map(fresh, Scalar.apply(TANH, GraphBuilder.read(made, fresh))));
  }

  private static Operation target(Index row, Index along) {
    return new Operation.ArgReduce(true, List.of(row), along, Scalar.apply(MUL, new Scalar.At(Subscript.of(row)),
        new Scalar.At(Subscript.of(along).times(Size.of(2)).minus(Subscript.of(row)))));
  }

  private void add(Operation operation) {
    values.add(builder.add("v" + builder.next(), operation, Origin.NONE));
  }

  /** Over the axes of one value, another one broadcast where it has a part of them. */
  private void elementwise() {
    Value a = recent();
    Value b = any();
    List<Index> out = builder.indices(a.axes());
    Scalar x = GraphBuilder.read(a, out);
    Scalar y = readBy(b, out);
    add(Comprehension.map(out, function(x, y)));
  }

  private Scalar readBy(Value value, List<Index> out) {
    List<Index> at = new ArrayList<>();
    for (Axis axis : value.axes()) {
      out.stream().filter(i -> i.axis().equals(axis)).findFirst().ifPresent(at::add);
    }
    return at.size() == value.rank() ? GraphBuilder.read(value, at) : Scalar.of(0.5);
  }

  private Scalar function(Scalar x, Scalar y) {
    return switch (random.nextInt(6)) {
      case 0 -> Scalar.apply(TANH, Scalar.apply(ADD, x, y));
      case 1 -> Scalar.apply(RELU, Scalar.apply(SUB, x, y));
      case 2 -> Scalar.apply(MUL, Scalar.apply(TANH, x), y);
      case 3 -> new Scalar.Select(Scalar.apply(GT, x, Scalar.ZERO), y, Scalar.apply(MUL, Scalar.of(0.5), x));
      case 4 -> Scalar.apply(EXP, Scalar.apply(SUB, Scalar.apply(TANH, x), Scalar.ONE));
      default -> Scalar.apply(ADD, Scalar.apply(MUL, x, Scalar.of(0.25)), y);
    };
  }

  private void reduction() {
    Value a = recent();
    if (a.rank() == 0) {
      return;
    }
    List<Index> all = builder.indices(a.axes());
    List<Index> out = new ArrayList<>(all);
    List<Index> over = new ArrayList<>(List.of(out.remove(random.nextInt(out.size()))));
    Scalar body = GraphBuilder.read(a, all);
    switch (random.nextInt(3)) {
      case 0 -> add(new Comprehension(out, over, Reduction.MAX, body));
      case 1 -> add(new Comprehension(out, over, Reduction.SUM, Scalar.apply(MUL, body, Scalar.of(0.1))));
      default -> argument(out, over.getFirst(), body);
    }
  }

  /** The position of the largest as a number: compared, not added up, since close values may trade places. */
  private void argument(List<Index> out, Index over, Scalar body) {
    Value position = builder.add("p" + builder.next(), new Operation.ArgReduce(true, out, over, body), Origin.NONE);
    List<Index> fresh = builder.indices(position.axes());
    add(Comprehension.map(fresh, new Scalar.Select(
        Scalar.apply(LT, new Scalar.At(Subscript.of(new Subscript.Lookup(position, Subscript.of(fresh)))),
            Scalar.of(1000)),
        Scalar.ONE, Scalar.ZERO)));
  }

  private void product() {
    Value a = recent();
    Value b = any();
    List<Index> first = builder.indices(a.axes());
    List<Index> second = new ArrayList<>();
    List<Index> over = new ArrayList<>();
    for (Axis axis : b.axes()) {
      Index shared = first.stream().filter(i -> i.axis().equals(axis)).findFirst().orElse(builder.index(axis));
      second.add(shared);
      if (first.contains(shared) && over.isEmpty()) {
        over.add(shared);
      }
    }
    List<Index> out = new ArrayList<>(first);
    second.stream().filter(i -> !out.contains(i)).forEach(out::add);
    out.removeAll(over);
    if (over.isEmpty() || out.size() > 3) {
      return;
    }
    Scalar body = Scalar.apply(MUL, GraphBuilder.read(a, first), GraphBuilder.read(b, second));
    values.add(builder.add("c" + builder.next(), new Comprehension(out, over, Reduction.SUM, body), Origin.NONE));
    List<Index> fresh = builder.indices(values.getLast().axes());
    add(Comprehension.map(fresh, Scalar.apply(TANH, GraphBuilder.read(values.getLast(), fresh))));
  }

  /** Neighbours along the last axis, zero outside. */
  private void window() {
    Value a = recent();
    if (a.rank() == 0) {
      return;
    }
    List<Index> out = builder.indices(a.axes());
    Index along = out.getLast();
    List<Subscript> at = new ArrayList<>(Subscript.of(out));
    Subscript shifted = Subscript.of(along).plus(Size.of(random.nextBoolean() ? 1 : -1));
    at.set(at.size() - 1, shifted);
    Scalar inside = Scalar.apply(AND, Scalar.apply(GE, new Scalar.At(shifted), Scalar.ZERO),
        Scalar.apply(LT, new Scalar.At(shifted), new Scalar.SizeOf(along.size())));
    Scalar shiftedRead = new Scalar.Select(inside, new Scalar.Read(a, at), Scalar.ZERO);
    add(Comprehension.map(out, Scalar.apply(SUB, GraphBuilder.read(a, out), shiftedRead)));
  }

  /** A value at random places, zero outside: behind all guards or behind those that are needed, kept or summed up. */
  private void places() {
    Value a = recent();
    List<Index> out = builder.indices(axes(random.nextInt(1, 4), dims));
    RandomSubscripts subscripts = new RandomSubscripts(random, List.of(dims.getFirst().size()));
    List<Subscript> at = new ArrayList<>();
    List<Scalar> conditions = new ArrayList<>();
    for (Axis axis : a.axes()) {
      at.add(subscripts.of(out, 2));
      conditions.addAll(random.nextBoolean()
          ? Position.inRange(at.getLast(), axis.size(), Map.of())
          : List.of(Position.compare(GE, at.getLast(), Subscript.ZERO),
              Position.compare(LT, at.getLast(), Subscript.of(axis.size()))));
    }
    Scalar read = new Scalar.Read(a, at);
    Scalar guarded = conditions.stream().reduce((x, y) -> Scalar.apply(AND, x, y))
        .<Scalar>map(c -> new Scalar.Select(c, read, Scalar.ZERO)).orElse(read);
    int over = random.nextInt(out.size());
    add(random.nextBoolean()
        ? Comprehension.map(out, guarded)
        : new Comprehension(out.subList(0, over), out.subList(over, out.size()), Reduction.SUM,
            Scalar.apply(MUL, guarded, Scalar.of(0.1))));
  }

  private void scan() {
    Value initial = recent();
    Value factor = any();
    Index step = builder.index("T", Size.of(3));
    Value entry = builder.value("entry", Element.REAL, initial.axes());
    List<Value> made = new ArrayList<>();
    List<Definition> body = builder.nested(() -> {
      List<Index> out = builder.indices(initial.axes());
      made.add(builder.add("n" + builder.next(),
          Comprehension.map(out, function(GraphBuilder.read(entry, out), readBy(factor, out))), Origin.NONE));
      List<Index> again = builder.indices(initial.axes());
      made.add(builder.add("n" + builder.next(), Comprehension.map(again, Scalar.apply(MUL,
          GraphBuilder.read(made.getFirst(), again), GraphBuilder.read(entry, again))), Origin.NONE));
    });
    Value next = made.get(random.nextInt(2));
    Value yield = made.get(random.nextInt(2));
    Operation scan = new Operation.Scan(step, random.nextBoolean(),
        List.of(new Operation.Carry(entry, initial, next)), body, List.of(yield));
    List<Value> results = builder.addAll(List.of("last", "all"), scan, Origin.NONE);
    values.addAll(results);
    List<Index> out = builder.indices(initial.axes());
    List<Index> read = new ArrayList<>(List.of(builder.index("T", Size.of(3))));
    List<Index> over = List.copyOf(read);
    read.addAll(out);
    add(new Comprehension(out, over, Reduction.SUM, GraphBuilder.read(results.get(1), read)));
  }

  private Graph finish(String name) {
    for (int i = 0; i < 3; i++) {
      builder.output("y" + i, false, values.get(values.size() - 1 - i * 2));
    }
    for (Value parameter : stored) {
      List<Index> out = builder.indices(parameter.axes());
      Scalar by = readBy(recent(), out);
      builder.output(parameter.name(), true, builder.add("new_" + parameter.name(), Comprehension.map(out,
          Scalar.apply(SUB, GraphBuilder.read(parameter, out), Scalar.apply(MUL, Scalar.of(0.1), by))), Origin.NONE));
    }
    return builder.build(name);
  }
}
